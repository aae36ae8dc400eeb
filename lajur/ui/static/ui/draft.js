// What is typed into a form with data-draft is kept on the server, and here until the server has it.
(() => {
  "use strict";
  const LATEST = 15e3, AGAIN = 5e3, WEEK = 7 * 864e5;
  const doc = document, form = doc.querySelector("form[data-draft]");
  const guarded = (act) => { try { return act(); } catch { return null; } };  // storage may be full or forbidden
  const prefix = "lajur:draf:";
  guarded(() => Object.keys(localStorage).forEach((key) => {
    const kept = key.startsWith(prefix) && guarded(() => JSON.parse(localStorage[key]));
    if (key.startsWith(prefix) && !(kept?.at > Date.now() - WEEK)) localStorage.removeItem(key);
  }));
  if (!form) return;

  const task = new URL(form.action), target = new URL("draf/", task);
  const key = prefix + form.dataset.draft + ":" + task.pathname;
  const status = form.querySelector("[data-draft-status]"), words = status.dataset;
  const hidden = (name) => form.querySelector(`input[type=hidden][name=${name}]`);
  const version = hidden("versi"), windowName = hidden("jendela"), sequence = hidden("urut");
  const technical = ["csrfmiddlewaretoken", "versi", "jendela", "urut"];
  const savedBy = windowName.value, savedAs = Number(sequence.value);
  const ours = guarded(() => sessionStorage["lajur:jendela"] ||= crypto.randomUUID()) || crypto.randomUUID();

  const fields = () => [...new FormData(form)].filter(([name, value]) => !technical.includes(name) && typeof value === "string");
  const now = () => JSON.stringify(fields());
  let saved = now(), timer = 0, busy = false, stopped = false, copyTimer = 0;
  const dirty = () => now() !== saved;
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };

  // A copy in this browser, only while the server does not have it.
  const copy = () => (stopped || dirty()) && guarded(() => {
    localStorage[key] = JSON.stringify({ at: Date.now(), base: version.value, window: ours, fields: fields() });
  });
  const forget = () => guarded(() => localStorage.removeItem(key));

  const body = () => {
    windowName.value = ours;
    sequence.value = Date.now();
    const sent = new URLSearchParams(fields());
    technical.forEach((name) => sent.set(name, form.querySelector(`[name=${name}]`).value));
    sent.set("cara", "latar");
    return sent;
  };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (stopped || busy || !dirty()) return;
    busy = true;
    const sent = now();
    try {
      const signal = AbortSignal.timeout?.(2e4);
      const answer = await fetch(target, { method: "POST", body: body(), redirect: "manual", keepalive: true, signal });
      if (answer.type === "opaqueredirect") return ended();
      const told = await answer.json().catch(() => null);
      if (answer.status === 409 && told) return conflict(told);
      if (answer.status === 403) return told ? refuse(told.alasan) : ended();
      if (!answer.ok || !told) throw new Error(answer.status);
      if (told.selesai) return forget();
      version.value = told.versi;
      saved = sent;
      if (!dirty()) forget();
      say(told.tutup ? words.closed : `${words.saved} ${told.pukul}`);
    } catch {
      say(words.failed);
      later(AGAIN);
    } finally {
      busy = false;
      if (!timer && !stopped && dirty()) later(LATEST);
    }
  }
  const refuse = (text) => { stopped = true; copy(); say(text); };
  const ended = () => {
    refuse(words.ended + " ");
    const link = doc.createElement("a");
    link.href = task.pathname;
    link.textContent = words.signIn;
    status.append(link);
  };

  // Two windows wrote: both texts are shown, nothing is overwritten until somebody says so.
  function conflict({ versi, panel }, mine = fields()) {
    stopped = true;
    doc.querySelectorAll("[data-conflict]").forEach((old) => old.remove());
    const place = doc.createElement("div");
    place.innerHTML = panel;
    const box = place.firstElementChild;
    doc.querySelector(".two").before(box);
    box.querySelector("[data-pick=mine]").onclick = () => {
      apply(mine);
      version.value = versi;
      stopped = false;
      saved = "";
      box.remove();
      save();
      status.scrollIntoView({ block: "nearest" });
    };
    box.querySelector("[data-pick=theirs]").onclick = () => { forget(); location.href = task.pathname; };
    box.focus();
  }
  function apply(given) {
    const wanted = new Map();
    given.forEach(([name, value]) => wanted.set(name, [...wanted.get(name) || [], value]));
    for (const control of form.elements) {
      const { name, type } = control, values = wanted.get(name) || [];
      if (!name || technical.includes(name) || ["file", "hidden", "submit", "button"].includes(type)) continue;
      if (type === "checkbox" || type === "radio") control.checked = values.includes(control.value);
      else if (values.length) control.value = values.shift();
      if (control.value && type !== "checkbox" && type !== "radio") control.closest("details")?.setAttribute("open", "");
    }
  }

  // What an earlier visit could not send.
  const left = guarded(() => JSON.parse(localStorage[key]));
  if (left) {
    const known = left.window === savedBy && left.at <= savedAs;
    if (known || JSON.stringify(left.fields) === saved) forget();
    else if (left.base === version.value) {
      apply(left.fields);
      say(words.restored);
      later(1e3);
    } else offer(left);
  }
  async function offer({ base, fields: mine }) {
    const sent = new URLSearchParams(mine);
    technical.forEach((name) => sent.set(name, form.querySelector(`[name=${name}]`).value));
    sent.set("versi", base);
    sent.set("jendela", crypto.randomUUID());
    sent.set("cara", "latar");
    const answer = await fetch(target, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (answer?.status === 409 && told) conflict(told, mine);
    else if (answer?.ok) {
      forget();
      if (told?.sama) version.value = told.versi;
      else location.href = task.pathname;
    }
  }

  const touched = () => {
    if (stopped) return copy();
    if (!dirty()) return;
    clearTimeout(copyTimer);
    copyTimer = setTimeout(copy, 300);
    if (!timer) later(LATEST);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", () => dirty() && save());
  addEventListener("online", () => dirty() && save());
  const leaving = () => {
    if (stopped || !dirty()) return;
    copy();
    const sent = body();
    if (sent.toString().length > 6e4 || !navigator.sendBeacon(target, sent)) save();
  };
  addEventListener("pagehide", leaving);
  doc.addEventListener("visibilitychange", () => doc.visibilityState === "hidden" && leaving());

  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-save-draft") && ![...form.querySelectorAll("input[type=file]")].some((one) => one.files.length)) {
      event.preventDefault();
      saved = dirty() ? saved : "";
      return save();
    }
    if (dirty()) {
      copy();
      guarded(() => { sessionStorage["lajur:terkirim"] = key; });
    }
    clearTimeout(timer);
    stopped = true;
    windowName.value = ours;
    sequence.value = Date.now();
    setTimeout(() => { stopped = false; if (dirty()) later(LATEST); }, 2e4);  // no page came: go on keeping
  }, true);
})();
