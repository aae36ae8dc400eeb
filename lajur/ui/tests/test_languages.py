"""The room in English, from the catalogue as it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from lajur.ui.testing import make_request
from lajur.ui.tests.gallery import sample_context
from lajur.ui.tests.test_pages import page

SOURCE = Path(__file__).parents[2] / "locale/en/LC_MESSAGES/django.po"


def forget_catalogues() -> None:
    trans_real._translations.clear()  # type: ignore[attr-defined]
    trans_real._default = None  # type: ignore[attr-defined]


@pytest.fixture
def english(tmp_path: Path) -> Iterator[None]:
    folder = tmp_path / "en/LC_MESSAGES"
    folder.mkdir(parents=True)
    polib.pofile(str(SOURCE)).save_as_mofile(str(folder / "django.mo"))
    with override_settings(LOCALE_PATHS=[tmp_path]):
        forget_catalogues()
        with translation.override("en"):
            yield
    forget_catalogues()


@pytest.mark.usefixtures("english")
def test_the_frame_and_the_components_speak_english() -> None:
    html = page(make_request())
    assert '<html lang="en">' in html
    for words in (
        "Skip to content",
        "My tasks",
        "DEMONSTRATION",
        "Server time",
        "4 things need mending",
        "Page 2 of 47",
    ):
        assert words in html
    for words in ("Langsung ke isi", "Sebelumnya", "jatuh tempo", "Mutu baku</th>", "boleh kosong", "Waktu server"):
        assert words not in html


@pytest.mark.usefixtures("english")
def test_durations_know_singular_and_plural() -> None:
    render = Template("{% load ui %}{{ a|durasi_kerja }}, {{ b|durasi_kerja }}").render
    assert render(Context({"a": 510, "b": 1_020})) == "1 day 1 hour, 2 days 2 hours"


@pytest.mark.usefixtures("english")
def test_a_missing_answer_is_named_in_english() -> None:
    assert sample_context()["form"].errors["title"] == ["Fill in: Judul survei."]
