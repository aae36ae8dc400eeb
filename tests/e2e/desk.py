"""What an officer does at his desk: find the task, fill the form, finish.

Steps, documents and questions go by their keys in the SOP file, whose texts are read anew and reworded; what Lajur
itself says goes by its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


WRITE = """slots => slots.forEach(slot => {
  if (slot.querySelector("details[open]") || slot.querySelector("input[type=file]").files.length) return;
  const box = slot.querySelector("textarea");
  box.closest("details").open = true;
  box.value = "Terlampir pada naskah dinas.";
})"""


def link_to(step: str) -> str:
    """Selector of links to tasks of a step; to anything, without one."""
    return f'a[href*="/{step}."]' if step else "a"


File = tuple[str, bytes]
"""Name and content."""


@dataclass
class Desk:
    page: Page
    name: str
    shoot: Callable[[Page, str], None]

    def shot(self, caption: str) -> None:
        self.shoot(self.page, caption)

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def sees(self, *words: str) -> None:
        """Each of these stands in the page's main part."""
        from playwright.sync_api import expect

        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)

    def sees_not(self, *words: str) -> None:
        from playwright.sync_api import expect

        for one in words:
            expect(self.page.locator("main")).not_to_contain_text(one)

    def start(self, sop: str, subject: str) -> None:
        """From the list of SOPs to a case; the page shown afterwards is Lajur's choice."""
        self.go("/sop/")
        self.page.get_by_role("link", name=f"Mulai {sop}", exact=True).click()
        self.page.get_by_label("Hal", exact=True).fill(subject)
        self.page.get_by_role("button", name="Mulai", exact=True).click()
        self.sees("dimulai.")

    def row(self, subject: str, words: str = "", step: str = "") -> Locator:
        """Row of a list by the subject of its case, perhaps more words or the key of its step."""
        from playwright.sync_api import expect

        found = self.page.locator("main tbody tr").filter(has_text=subject, has=self.page.locator(link_to(step)))
        found = found.filter(has_text=words) if words else found
        expect(found).to_have_count(1)
        return found

    def open(self, subject: str, step: str) -> None:
        """The task page of a step, from Tugas saya."""
        self.go("/tugas/")
        self.row(subject, step=step).locator(link_to(step)).click()
        self.at(step)

    def at(self, step: str) -> None:
        self.page.wait_for_url(re.compile(rf"/{step}\.\d+/$"))

    def case(self, subject: str) -> None:
        self.go("/pelaksanaan/")
        self.page.get_by_label("Nomor atau hal").fill(subject)
        self.page.get_by_role("button", name="Saring").click()
        self.row(subject).get_by_role("link", name=subject).click()
        self.page.get_by_role("heading", level=1, name=subject).wait_for()

    def slot(self, kind: str) -> Locator:
        return self.page.locator(f'[aria-labelledby="slot-{kind}"]')

    def write(self, kind: str, text: str) -> None:
        """The text of a document instead of a file."""
        slot = self.slot(kind)
        box = slot.get_by_label("Isi dokumen")
        if not box.is_visible():  # it stands open with the text of an earlier visit
            slot.get_by_text("Tulis isinya di sini").click()
        box.fill(text)

    def attach(self, kind: str, *files: File) -> None:
        picked = [{"name": name, "mimeType": "application/octet-stream", "buffer": body} for name, body in files]
        self.slot(kind).get_by_label("Berkas", exact=True).set_input_files(picked)

    def excuse(self, kind: str, reason: str) -> None:
        """Go on without a document, with the reason."""
        slot = self.slot(kind)
        slot.get_by_text(re.compile("Selesaikan tanpa hasil ini|Lanjutkan tanpa dokumen ini")).click()
        slot.get_by_label("Alasan melanjutkan tanpa dokumen ini").fill(reason)

    def write_the_rest(self) -> None:
        """A short text for every document that is still asked for, set in one go: dozens of steps need it."""
        self.page.locator(".slot-lampirkan").evaluate_all(WRITE)

    def answer(self, **given: str) -> None:
        """Fill or choose by the key that the SOP file gives a question."""
        for key, value in given.items():
            asked = self.page.locator(f'[name="jawab-{key}"]')
            if asked.first.get_attribute("type") == "radio":
                self.page.locator(f'[name="jawab-{key}"][value="{value}"]').check()
            else:
                asked.fill(value)

    def decide(self, exit: str, note: str = "") -> None:
        self.page.get_by_label(re.compile(rf"^{re.escape(exit)} →")).check()
        if note:
            self.page.get_by_label(re.compile("^Catatan untuk langkah berikutnya")).fill(note)
        self.finish("Simpan keputusan")

    def simply(self, subject: str, step: str) -> None:
        """Do a step that asks for nothing but documents."""
        self.open(subject, step)
        self.write_the_rest()
        self.finish()

    def finish(self, button: str = "Selesaikan langkah") -> None:
        """Send the form; where Lajur shows it once more, look at it and confirm."""
        self.page.get_by_role("button", name=button).click()
        confirm, told = self.page.locator("button[name=konfirmasi]"), self.page.get_by_text("Tersimpan: langkah ")
        confirm.or_(told).first.wait_for()
        if confirm.count():
            confirm.click()
        self.sees("Tersimpan: langkah ")
