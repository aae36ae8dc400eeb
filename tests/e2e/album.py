"""Screenshots in a folder that a person can leaf through: by kind of user, one row of pictures per journey."""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ABOUT = "tentang.json"
OTHERS = "Siapa saja"
STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem;background:#f4f5f7;color:#1b2733}
nav a{display:inline-block;margin:0 .8rem .4rem 0}h2{margin-top:2.5rem;border-top:1px solid #b8c2cc;padding-top:1rem}
.row{display:flex;gap:1rem;overflow-x:auto;padding-bottom:1rem;align-items:flex-start}
figure{margin:0;flex:none;max-width:420px}figcaption{padding:.3rem 0;max-width:24rem}
img{height:360px;width:auto;max-width:420px;object-fit:cover;object-position:top;
border:1px solid #b8c2cc;background:#fff}
dialog{width:96vw;height:94vh;max-width:none;max-height:none;border:0;padding:0;background:#1b2733;color:#fff}
dialog p{margin:0;padding:.5rem 1rem;position:sticky;top:0;background:#1b2733}
dialog img{display:block;margin:0 auto;height:auto;max-width:100%;border:0}"""
LEAF = """const all = [...document.querySelectorAll("figure a")], book = document.querySelector("dialog");
let at = 0;
const show = number => {
  at = (number + all.length) % all.length;
  book.querySelector("img").src = all[at].href;
  book.querySelector("p").textContent = `${at + 1}/${all.length}  ${all[at].dataset.words}  (← → Esc)`;
  if (!book.open) book.showModal();
  book.scrollTop = 0;
};
all.forEach((link, number) => link.addEventListener("click", event => { event.preventDefault(); show(number); }));
book.addEventListener("click", () => show(at + 1));
addEventListener("keydown", event => {
  if (!book.open) return;
  if (event.key === "ArrowRight") show(at + 1);
  if (event.key === "ArrowLeft") show(at - 1);
});"""


class Album:
    """`open`: whether pictures of the way are kept; what a page looked like where a journey failed always is."""

    def __init__(self, folder: Path, *, open: bool = True) -> None:
        self.folder, self.open = folder, open

    def begin(self, journey: str, user: str = "", title: str = "") -> None:
        """Throw away what the journey's last run left. `user`: whose journey it is, `title`: what it shows."""
        folder = self.folder / journey
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / ABOUT).write_text(json.dumps({"user": user or OTHERS, "title": title or journey}))

    def take(self, page: Page, journey: str, caption: str) -> None:
        """A picture of the whole page at its present width, numbered in the order of the journey."""
        folder = self.folder / journey
        number = sum(1 for _ in folder.glob("*.png")) + 1
        words = re.sub(r"[^\w]+", "-", caption.lower()).strip("-")[:80]
        size = page.viewport_size
        width = f"-{size['width']}" if size else ""
        page.screenshot(path=folder / f"{number:02}-{words}{width}.png", full_page=True, animations="disabled")

    def bind(self) -> None:
        """Write index.html over everything that lies in the folder."""
        shelves: dict[str, list[str]] = {}
        for journey in sorted(path.parent for path in self.folder.glob(f"*/{ABOUT}")):
            pictures = sorted(journey.glob("*.png"))
            if pictures:
                about = json.loads((journey / ABOUT).read_text())
                shelves.setdefault(about["user"], []).append(self._row(journey.name, about["title"], pictures))
        users = sorted(shelves, key=lambda user: (user == OTHERS, user.lower()))
        links = "".join(f'<a href="#u{number}">{escape(user)}</a>' for number, user in enumerate(users))
        rows = "".join(
            f'<h2 id="u{number}">{escape(user)}</h2>{"".join(shelves[user])}' for number, user in enumerate(users)
        )
        head = f'<!doctype html><html lang="id"><meta charset="utf-8"><title>Lajur: layar</title><style>{STYLE}</style>'
        book = '<dialog aria-label="Satu layar"><p></p><img alt=""></dialog>'
        self.folder.mkdir(parents=True, exist_ok=True)
        words = f"{head}<h1>Lajur: layar</h1><nav>{links}</nav>{rows}{book}<script>{LEAF}</script></html>"
        (self.folder / "index.html").write_text(words)

    def _row(self, journey: str, title: str, pictures: list[Path]) -> str:
        parts = [f'<h3>{escape(title)}</h3><div class="row">']
        for picture in pictures:
            path = escape(f"{journey}/{picture.name}", quote=True)
            words = escape(picture.stem[3:].replace("-", " "), quote=True)
            parts.append(
                f'<figure><a href="{path}" data-words="{escape(title, quote=True)}: {words}">'
                f'<img src="{path}" alt="{words}" loading="lazy"></a><figcaption>{words}</figcaption></figure>'
            )
        return "".join([*parts, "</div>"])
