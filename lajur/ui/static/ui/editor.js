// The editor of SOP drafts: what is typed is kept and drawn at once. Every page works without this file.
(() => {
  "use strict";
  const doc = document, root = doc.getElementById("editor");
  if (!root) return;
  const $ = (selector, from = root) => from.querySelector(selector);
  const words = root.dataset, AGAIN = 4000, PAUSE = 700;
  const say = (text) => { const place = $("#editor-saved"); if (place && place.textContent !== text) place.textContent = text; };
  const head = { "X-Editor": "1" };

  // Parts of a form that its other answers call for; what is not called for is not sent.
  const fitting = (form) => form?.querySelectorAll("[data-when]").forEach((part) => {
    const [name, wanted] = part.dataset.when.split("=");
    const chosen = form.elements[name]?.value ?? "";
    part.hidden = !wanted.split(" ").includes(chosen);
    part.querySelectorAll("input, select, textarea").forEach((box) => {
      box.disabled = Boolean(box.closest("[data-when][hidden]"));
    });
  });

  // A group that is written into to the last gets another empty one.
  const more = (box) => {
    const item = box.closest("[data-item]");
    if (!item || !box.value || box.type === "checkbox" || box.tagName === "SELECT") return;
    const next = item.nextElementSibling;
    if (next?.matches("[data-item]")) return;
    const number = /-(\d+)(?=-|$)/g, names = [...item.querySelectorAll("[name]")];
    const whole = names[0].name, depth = item.matches(".condition") ? whole.match(number).length - 1 : 0;
    let at = -1;
    const raised = (text) => { at = -1; return text.replace(number, (all, n) => ++at === depth ? `-${Number(n) + 1}` : all); };
    const copy = item.cloneNode(true);
    copy.querySelectorAll("[data-item] ~ [data-item]").forEach((extra) => extra.remove());
    copy.querySelectorAll("[id]").forEach((one) => { one.id = raised(one.id); });
    copy.querySelectorAll("[for]").forEach((one) => { one.htmlFor = raised(one.htmlFor); });
    copy.querySelectorAll("[data-when]").forEach((one) => { one.dataset.when = raised(one.dataset.when); });
    copy.querySelectorAll(".error").forEach((one) => one.remove());
    copy.querySelectorAll("[name]").forEach((one) => {
      one.name = raised(one.name);
      if (one.type === "checkbox") one.checked = false;
      else if (one.tagName !== "SELECT") one.value = "";
      else if (!/-ke$/.test(one.name)) one.selectedIndex = 0;
    });
    const counted = (text) => text.replace(/\d+/, (n) => Number(n) + 1);
    copy.querySelectorAll("label").forEach((one) => {
      if (one.closest("[data-item]") === copy) one.firstChild.data = counted(one.firstChild.data);
    });
    const name = copy.getAttribute("aria-label");
    if (name) copy.setAttribute("aria-label", counted(name));
    item.after(copy);
    fitting(box.form);
  };

  // Keeping what is typed: one save at a time, the newest words last.
  const living = () => $("form[data-live]");
  const words_of = (form) => new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "versi" && typeof value === "string")).toString();
  let saved = "", busy = null, timer = 0, pause = 0, stopped = false, going = false;
  const dirty = () => living() && words_of(living()) !== saved;

  const version = (number) => root.querySelectorAll("input[name=versi]").forEach((one) => { one.value = number; });

  // Only the cells that differ: a whole new row has the browser work out the style of all rows again.
  const fresh = (old, html) => {
    const box = doc.createElement("template");
    box.innerHTML = html;
    const row = box.content.firstElementChild;
    if (old.children.length !== row.children.length) return old.replaceWith(row);
    for (const { name } of [...old.attributes]) if (!row.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of row.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    [...row.children].forEach((cell, at) => { if (!cell.isEqualNode(old.children[at])) old.children[at].replaceWith(cell); });
  };

  function redraw({ versi, pukul, baris, lembar, temuan, alat }) {
    if (lembar) $("#editor-sheet").innerHTML = lembar;
    else baris.forEach(([id, html]) => fresh(doc.getElementById(id), html));
    if (temuan !== undefined) {
      const open = $("#editor-findings details")?.open;
      $("#editor-findings").innerHTML = temuan;
      const box = $("#editor-findings details");
      if (box && open !== undefined) box.open = open;
    }
    if (alat !== undefined && !$("#editor-tools").contains(doc.activeElement)) $("#editor-tools").innerHTML = alat;
    version(versi);
    say(`${words.saved} ${pukul}`);
  }

  async function save(exactly = false) {
    clearTimeout(timer);
    clearTimeout(pause);
    timer = 0;
    if (busy) return busy;
    const form = living();
    if (!form || stopped || going || !(exactly || dirty())) return;
    const sent = words_of(form), body = new URLSearchParams(sent);
    if (exactly) body.set("tepat", "1");
    body.set("versi", form.elements.versi.value);
    body.set("langsung", "1");
    busy = (async () => {
      try {
        const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: head });
        if (answer.type === "opaqueredirect") { stopped = true; return say(words.ended); }
        const told = await answer.json();
        if (form !== living()) return;
        saved = sent;
        if (answer.ok) {
          redraw(told);
          if (told.kasar) pause = setTimeout(save, PAUSE, true);
          root.dispatchEvent(new CustomEvent("editor:drawn", { detail: exactly }));
        }
        else say(`${words.wrong} ${told.alasan}`);
      } catch {
        say(words.failed);
        timer = setTimeout(save, AGAIN);
      }
    })();
    await busy;
    busy = null;
    if (!timer && dirty()) return save();  // more was typed meanwhile
  }

  const typed = ({ target }) => {
    const form = target.form;
    if (!form?.matches("[data-live]")) return;
    if (target.tagName === "SELECT") fitting(form);
    more(target);
    save();
  };
  root.addEventListener("input", typed);
  root.addEventListener("change", typed);

  // Going from panel to panel without losing the place.
  const mark = () => {
    const it = doc.activeElement;
    if (!it || !root.contains(it)) return "";
    if (it.name === "aksi" || it.name === "arah") return `button[name=${it.name}][value="${CSS.escape(it.value)}"]`;
    return it.dataset.row ? `[data-row="${it.dataset.row}"]` : "";
  };
  const show = (html, url, focus, push = true) => {
    const scroll = $(".sheet-scroll")?.scrollTop ?? 0, left = $(".sheet-scroll")?.scrollLeft ?? 0;
    root.innerHTML = html;
    if (push && url !== location.href) history.pushState({}, "", url);
    settle();
    const sheet = $(".sheet-scroll");
    if (sheet) { sheet.scrollTop = scroll; sheet.scrollLeft = left; }
    const row = new URL(url).hash.slice(1);
    const at = $("#error-summary") || (focus && $(focus)) || entry() || (row && $(`#${CSS.escape(row)} a`)) || $("h1");
    if (at && !at.matches("a, button, input, textarea, select")) at.tabIndex = -1;
    at?.focus();
    if (at?.id === "isi-kegiatan" && at.value === at.defaultValue && /^Kegiatan baru$/.test(at.value)) at.select();
    reveal($(".row-kini") || (row && doc.getElementById(row)));
  };
  const reveal = (row) => {
    const sheet = row?.closest(".sheet-scroll");
    if (!sheet) return;
    const [box, frame] = [row.getBoundingClientRect(), sheet.getBoundingClientRect()], top = frame.top + 110;
    if (box.top < top) sheet.scrollTop -= top - box.top;
    else if (box.bottom > frame.bottom) sheet.scrollTop += box.bottom - frame.bottom + 8;
  };
  const entry = () => $("#isi-kegiatan") || $(".editor-form input:not([type=hidden]), .editor-form textarea");
  const settle = () => {
    const form = living();
    fitting(form);
    stopped = going = false;
    saved = form ? words_of(form) : "";
    reveal($(".row-kini"));
  };

  async function go(url, options = {}, focus = "", push = true) {
    going = true;
    clearTimeout(pause);
    try {
      const answer = await fetch(url, { headers: head, ...options });
      const text = await answer.text();
      if (!answer.headers.get("X-Editor")) { location.href = answer.url; return; }
      const hash = new URL(answer.url).hash || (options.hash ?? "");
      show(text, answer.url.split("#")[0] + hash, focus, push);
    } catch {
      going = false;
      say(words.failed);
      root.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    }
  }

  root.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const url = new URL(link.href);
    if (url.pathname !== location.pathname || !url.search || link.hasAttribute("download")) return;
    event.preventDefault();
    await save();
    go(url.href);
  });

  root.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target, button = event.submitter, focus = mark();
    const closing = button?.name === "aksi" && button.value === "simpan";
    const row = form.elements.baris?.value;
    await save();
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.set(button.name, button.value);
    const moving = ["naik", "turun", "kiri", "kanan"].includes(body.get("aksi")?.split(":")[0]) || body.has("arah");
    go(form.action, { method: "POST", body, hash: closing && row ? `#langkah-${row}` : "" }, moving ? focus : "");
  });

  addEventListener("popstate", () => go(location.href, {}, "", false));
  addEventListener("online", () => save());
  addEventListener("pagehide", () => {
    const form = living();
    if (!form || stopped || !dirty()) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("langsung", "1");
    navigator.sendBeacon(form.action, body);
  });

  doc.addEventListener("keydown", (event) => {
    const way = event.altKey && { ArrowUp: "naik", ArrowDown: "turun" }[event.key];
    const row = doc.activeElement?.closest?.("[data-row]")?.dataset.row || living()?.elements.baris?.value;
    if (way && row) {
      event.preventDefault();
      const button = $(`.editor-form button[value=${way}]`);
      if (button && living()?.elements.baris?.value === row) return button.click();
      const form = $("#editor-move");
      form.elements.baris.value = row;
      form.elements.aksi.value = way;
      return form.requestSubmit();
    }
    const box = doc.activeElement?.matches?.("input, textarea, select");
    const undo = (event.ctrlKey || event.metaKey) && !box && { z: event.shiftKey ? "ulang" : "urung", y: "ulang", Z: "ulang" }[event.key];
    const button = undo && $(`button[name=arah][value=${undo}]:not([disabled])`);
    if (button) { event.preventDefault(); button.click(); }
  });

  settle();
  if (new URLSearchParams(location.search).has("baris")) {
    const box = $("#isi-kegiatan");
    if (box && !$("#error-summary")) { box.focus(); if (box.value === "Kegiatan baru") box.select(); }
  }
})();
