"""Screenshots in a folder that a person can leaf through: one page, one row of pictures per journey."""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem;background:#f4f5f7;color:#1b2733}
div{display:flex;gap:1rem;overflow-x:auto;padding-bottom:1rem;align-items:flex-start}
figure{margin:0;flex:none;max-width:420px}figcaption{padding:.3rem 0}
img{height:420px;width:auto;max-width:420px;
object-fit:cover;object-position:top;border:1px solid #b8c2cc;background:#fff}"""


class Album:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, journey: str) -> None:
        """Throw away the pictures of the journey's last run."""
        shutil.rmtree(self.folder / journey, ignore_errors=True)

    def take(self, page: Page, journey: str, caption: str) -> None:
        """A picture of the whole page, numbered in the order of the journey."""
        folder = self.folder / journey
        folder.mkdir(parents=True, exist_ok=True)
        number = sum(1 for _ in folder.glob("*.png")) + 1
        words = re.sub(r"[^\w]+", "-", caption.lower()).strip("-")[:80]
        page.screenshot(path=folder / f"{number:02}-{words}.png", full_page=True, animations="disabled")

    def bind(self) -> None:
        """Write index.html over everything that lies in the folder."""
        parts = []
        for journey in sorted(path for path in self.folder.glob("*") if path.is_dir()):
            pictures = sorted(journey.glob("*.png"))
            if not pictures:
                continue
            parts.append(f"<h2>{escape(journey.name)}</h2><div>")
            for picture in pictures:
                path = escape(f"{journey.name}/{picture.name}", quote=True)
                words = escape(picture.stem[3:].replace("-", " "))
                parts.append(
                    f'<figure><a href="{path}"><img src="{path}" alt="{words}" loading="lazy"></a>'
                    f"<figcaption>{picture.stem[:2]} {words}</figcaption></figure>"
                )
            parts.append("</div>")
        self.folder.mkdir(parents=True, exist_ok=True)
        head = f'<!doctype html><html lang="id"><meta charset="utf-8"><title>Lajur: layar</title><style>{STYLE}</style>'
        (self.folder / "index.html").write_text(f"{head}<h1>Lajur: layar</h1>{''.join(parts)}</html>")
