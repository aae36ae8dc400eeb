"""What is asked of a page in the browser: axe's rules, its size on the screen, the room of what is clicked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.e2e.stage import HEIGHTS

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """options => axe.run(document, options).then(found => found.violations.map(fault => (
  `${fault.id}: ${fault.nodes.length} times, first ${fault.nodes[0].html.slice(0, 160)}: ` +
  fault.nodes[0].failureSummary.replace(/\\s+/g, " ").slice(0, 240))))"""
LEAN = {"resultTypes": ["violations"], "iframes": False, "selectors": False}
COLOURS = LEAN | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
ALL = LEAN | {"runOnly": {"type": "tag", "values": RULES}}

BEYOND = """() => {
  const most = document.documentElement.clientWidth, out = [];
  if (document.documentElement.scrollWidth <= most) return out;
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    if (box.width && box.right > most + 1 && getComputedStyle(one).position !== "fixed")
      out.push(`${one.tagName}.${one.className} to ${Math.round(box.right)} px`);
  }
  return [`${document.documentElement.scrollWidth - most} px too wide`, ...out.slice(0, 3)];
}"""

SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
  .filter(one => {
    if (!one.checkVisibility({visibilityProperty: true, opacityProperty: true})) return false;
    if (one.closest(".sr, .skip")) return false;
    if (one.tagName === "A" && getComputedStyle(one).display === "inline") return false;  // part of a sentence
    const boxes = [one, ...(one.labels ?? [])].map(it => it.getBoundingClientRect());
    return !boxes.some(box => box.width >= 23.5 && box.height >= 23.5);
  }).map(one => {
    const box = one.getBoundingClientRect();
    return `${Math.round(box.width)}×${Math.round(box.height)} px: ${one.outerHTML.slice(0, 120)}`;
  }).slice(0, 5)"""

MOVING = """() => [...document.querySelectorAll("*")].flatMap(one => [null, "::before", "::after"].map(part => {
  const style = getComputedStyle(one, part);
  const longest = text => Math.max(...text.split(",").map(parseFloat));
  const moves = style.animationName !== "none" && longest(style.animationDuration) > 0.01;
  return moves || longest(style.transitionDuration) > 0.01 ? `${one.tagName}.${one.className}${part ?? ""}` : "";
})).filter(Boolean).slice(0, 5)"""

WORDLESS = """() => [...document.querySelectorAll(".status, tr.row-late, tr.row-today, .field-wrong, .notice")].filter(
  one => one.checkVisibility() && !/[a-z]{3}/i.test(one.innerText)
    || one.matches(".row-late") && !/lambat/i.test(one.innerText) && !one.querySelector(".status")
    || one.matches(".row-today") && !/hari ini|sisa|jam|menit/i.test(one.innerText)
).map(one => one.outerHTML.slice(0, 120)).slice(0, 5)"""
"""What colour says, words must say too."""

PAPER = """() => {
  const shown = one => one.checkVisibility(), out = [], main = document.querySelector("main");
  if ([...document.querySelectorAll(".nav, .skip, .crumbs, .actions")].some(shown)) out.push("buttons on paper");
  if (!main || main.innerText.trim().length < 30) out.push("nothing on paper");
  for (const one of document.querySelectorAll("main table"))
    if (!shown(one)) out.push(`not on paper: ${one.caption?.innerText ?? one.outerHTML.slice(0, 80)}`);
  return out;
}"""

ENLARGED: ViewportSize = {"width": 320, "height": 256}
"""What 1280 × 1024 pixels are at 400 per cent."""
SHEET: ViewportSize = {"width": 680, "height": 1000}
"""CSS pixels of an A4 page between margins of 15 mm."""


def axe(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    import axe_playwright_python

    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text())
    found: list[str] = page.evaluate(RUN, options or ALL)
    return found


def unfold(page: Page) -> None:
    """Open what is folded, for what is inside is read too."""
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")


def screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def faults(page: Page) -> list[str]:
    """What axe finds at either width, the colours in the dark too, and how far the page sticks out.

    The page is loaded once and only made wider, narrower and darker; it is left at the first width, light.
    """
    found = []
    page.emulate_media(reduced_motion="reduce")  # colours are measured when they stand, not on their way
    unfold(page)
    for width in HEIGHTS:
        screen(page, width)
        found += [f"{width} px: {fault}" for fault in axe(page)]
        found += [f"{width} px: {fault}" for fault in page.evaluate(BEYOND)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in axe(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    screen(page, next(iter(HEIGHTS)))
    return found


def other_faults(page: Page) -> list[str]:
    """Enlarged to 400 per cent, without motion, under fingers, without colour, on paper.

    The drawn sheet of a SOP is left out on paper: its paper is the PDF, and browsers print it smaller.
    """
    page.set_viewport_size(ENLARGED)
    asked = (("too wide", BEYOND), ("small", SMALL), ("moves", MOVING), ("no words", WORDLESS))
    found = [f"enlarged: {what}: {one}" for what, words in asked for one in page.evaluate(words)]
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    page.locator(".sheet-scroll").evaluate_all("all => all.forEach(one => one.remove())")
    found += [f"paper: {one}" for asked in (BEYOND, PAPER) for one in page.evaluate(asked)]
    page.emulate_media(media="screen")
    screen(page, next(iter(HEIGHTS)))
    return found
