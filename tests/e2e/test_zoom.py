"""Pages enlarged to 400 per cent, without motion, under fingers, in forced colours, and read without colour."""

from __future__ import annotations

from tests.e2e.atlas import Place, windows
from tests.e2e.looking import BEYOND, MOVING, SMALL, WORDLESS, unfold
from tests.e2e.stage import Stage

ENLARGED = {"width": 320, "height": 256}
"""What 1280 × 1024 pixels are at 400 per cent."""


def test_every_page_can_be_read_enlarged_without_motion_and_without_colour(
    lived_in: Stage, places: list[Place]
) -> None:
    pages, faults = windows(lived_in), []
    for page in pages.values():
        page.set_viewport_size(ENLARGED)
        page.emulate_media(reduced_motion="reduce")
    for place in places:
        page = pages[place.user]
        page.goto(place.path)
        unfold(page)
        for what, asked in (("too wide", BEYOND), ("small", SMALL), ("moves", MOVING), ("no words", WORDLESS)):
            faults += [f"{place.user}: {place.path}: {what}: {one}" for one in page.evaluate(asked)]
    assert faults == [], "\n".join(faults)


def test_motion_is_seen_where_it_is_wanted(lived_in: Stage) -> None:
    """Or the test above would find nothing because there is nothing."""
    page = lived_in.desk("Hasan Basri").page
    page.emulate_media(reduced_motion="no-preference")
    page.goto("/tugas/")
    assert page.evaluate(MOVING)


def test_what_is_current_and_what_is_focused_shows_in_forced_colours(lived_in: Stage) -> None:
    page = lived_in.desk("Hasan Basri").page
    page.emulate_media(forced_colors="active")
    page.goto("/tugas/")
    lived_in.shot(page, "warna paksa")
    page.locator("main a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert page.locator(".nav [aria-current]").count() == 1
