"""Motion and forced colours, as the system asks for them; test_every_page looks at 400 per cent and at words."""

from __future__ import annotations

from tests.e2e.looking import MOVING
from tests.e2e.stage import Stage


def test_motion_is_seen_where_it_is_wanted(stage: Stage) -> None:
    """Or the test above would find nothing because there is nothing."""
    page = stage.desk("Hasan Basri").page
    page.emulate_media(reduced_motion="no-preference")
    page.goto("/tugas/")
    assert page.evaluate(MOVING)


def test_what_is_current_and_what_is_focused_shows_in_forced_colours(stage: Stage) -> None:
    page = stage.desk("Hasan Basri").page
    page.emulate_media(forced_colors="active")
    page.goto("/tugas/")
    stage.shot(page, "warna paksa")
    page.locator("main a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert page.locator(".nav [aria-current]").count() == 1
