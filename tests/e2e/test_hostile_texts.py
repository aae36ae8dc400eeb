"""Texts that attack whoever reads them, in a real browser: no script runs, no dialog opens, no policy is broken."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage
from tests.e2e.test_satisfaction_survey import SOP
from tests.hostile.judging import PAYLOADS

pytestmark = pytest.mark.user("Siapa saja, bila ada yang keliru")
WATCH = """
window.ran = [];
window.ljx = which => window.ran.push("script " + which);
document.addEventListener("securitypolicyviolation", event => window.ran.push("policy " + event.blockedURI));
"""


def test_nothing_that_people_write_runs_in_a_browser(stage: Stage) -> None:
    head = stage.desk("Bagus Prakoso")
    opened: list[str] = []
    head.page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    head.page.add_init_script(WATCH)

    def quiet() -> None:
        head.page.wait_for_load_state("networkidle")
        assert head.page.evaluate("window.ran") == []
        assert head.page.evaluate("document.querySelectorAll('[ljx], [onerror], [onload]').length") == 0

    subject = PAYLOADS["image-quoted"] + PAYLOADS["textarea-out"]
    head.start(SOP, subject)
    quiet()
    head.page.get_by_label("Catatan untuk langkah berikutnya").fill(PAYLOADS["svg-load"])
    head.write("disposisi-survei", "\n".join(PAYLOADS.values()))
    head.finish()
    head.case(subject)
    quiet()
    head.page.get_by_text("Tulis komentar").click()
    head.page.get_by_label("Komentar", exact=True).fill("\n".join(PAYLOADS.values()).replace("@", ""))
    head.page.get_by_role("button", name="Simpan komentar").click()
    head.sees(PAYLOADS["details"])
    quiet()
    for address in ("/tugas/", "/pelaksanaan/", "/cari/?q=ljx", "/pemberitahuan/"):
        head.go(address)
        quiet()
    assert opened == []
