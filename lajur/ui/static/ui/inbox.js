// Tugas saya by keyboard, and word of what is new. The page works without this file.
(() => {
  "use strict";
  const doc = document, NAME = "lajur-pintasan";
  const $ = (selector) => doc.querySelector(selector);
  const links = () => [...doc.querySelectorAll(".picks th a")];
  const row = () => doc.activeElement?.closest(".picks tr");
  const stored = () => { try { return localStorage.getItem(NAME); } catch { return null; } };
  const keys = $("#pintasan"), toggle = $("#pakai-pintasan");

  // Single keys can be switched off, because they get in the way of speech input.
  if (keys) {
    keys.hidden = false;
    toggle.checked = stored() !== "0";
    toggle.onchange = () => { try { localStorage.setItem(NAME, toggle.checked ? "1" : "0"); } catch { /* not kept */ } };
  }

  const move = (by) => {
    const all = links(), here = row();
    const at = all.findIndex((link) => here?.contains(link));
    all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
  };
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    x: () => row()?.querySelector(".pick input")?.click(),
    "?": () => { keys.open = !keys.open; keys.querySelector("summary").focus(); },
  };
  doc.addEventListener("keydown", (event) => {
    const busy = event.target.closest("textarea, select, [contenteditable], dialog, input:not([type=checkbox])");
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || busy || !toggle) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const act = arrow ? row() && (() => move(arrow)) : toggle.checked && acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const count = $("[data-picked]");
  const tell = () => { if (count) count.textContent = doc.querySelectorAll(".pick input:checked").length; };
  doc.addEventListener("change", tell);
  addEventListener("pageshow", tell);

  // Ask once a minute whether the list has changed, only while somebody looks at it.
  const MINUTE = 60_000;
  let asked = Date.now();
  const ask = () => {
    const place = $("#kabar");
    if (doc.hidden || !place || Date.now() - asked < MINUTE) return;
    asked = Date.now();
    place.dispatchEvent(new Event("kabar"));
  };
  setInterval(ask, 5_000);
  doc.addEventListener("visibilitychange", ask);
})();
