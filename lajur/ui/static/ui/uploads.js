// Files go to the server in parts as soon as they are chosen, and go on after a break, a reload or in a new tab.
// Without this file they travel with the form.
(() => {
  "use strict";
  const doc = document, told = doc.getElementById("upload-words"), words = told?.dataset, there = told?.content.firstElementChild;
  if (!words || !window.AbortController || !Blob.prototype.arrayBuffer) return;
  const LARGEST = 500000, SMALLEST = 32768, PATIENCE = 45000;
  const wait = (ms) => new Promise((go) => {
    const timer = setTimeout(go, ms);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
  const say = (text, facts = {}) => Object.keys(facts).reduce((said, key) => said.replace(`{${key}}`, facts[key]), text);
  const size = (n) => n < 1e6 ? `${Math.ceil(n / 1e3)} kB` : `${(Math.ceil(n / 1e5) / 10).toLocaleString(doc.documentElement.lang)} MB`;
  const make = (name, given = {}, ...inside) => {
    const made = Object.assign(doc.createElement(name), given);
    made.append(...inside);
    return made;
  };

  // SHA-256 (FIPS 180-4), fed bit by bit: the browser's own exists on secure pages only and wants the whole file.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (root) => ((root % 1) * 4294967296) | 0;
  const K = primes.map((p) => fraction(Math.cbrt(p)));
  class Digest {
    constructor() {
      this.state = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
      this.rest = new Uint8Array(0);
      this.length = 0;
      this.words = new Int32Array(64);
    }
    add(bytes) {
      this.length += bytes.length;
      let all = bytes;
      if (this.rest.length) {
        all = new Uint8Array(this.rest.length + bytes.length);
        all.set(this.rest);
        all.set(bytes, this.rest.length);
      }
      let at = 0;
      for (; at + 64 <= all.length; at += 64) this.block(all, at);
      this.rest = all.slice(at);
    }
    block(bytes, at) {
      const w = this.words, state = this.state;
      for (let i = 0; i < 16; i++, at += 4) w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
          + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
        const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
        h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = state[i] + value | 0; });
    }
    hex() {
      const bits = this.length * 8, used = this.rest.length;
      const tail = new Uint8Array(used < 56 ? 64 : 128);
      tail.set(this.rest);
      tail[used] = 128;
      const view = new DataView(tail.buffer);
      view.setUint32(tail.length - 8, Math.floor(bits / 4294967296));
      view.setUint32(tail.length - 4, bits >>> 0);
      for (let at = 0; at < tail.length; at += 64) this.block(tail, at);
      return this.state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
    }
  }
  const bytes = async (file, from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer());
  const recognise = async (file) => {
    const digest = new Digest();
    digest.add(new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}|`));
    digest.add(await bytes(file, 0, 65536));
    return digest.hex();
  };

  // What the server says; `lost` when nothing can be known, so that it is asked again.
  const call = async (form, method, path, body, headers = {}) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(new URL(path, form.action), {
        method, body, signal: stop.signal, credentials: "same-origin",
        headers: { "Accept": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...headers },
      });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      if (!told && answer.status >= 500) return { lost: true };
      if (!told) return { status: answer.status, pesan: answer.redirected ? words.signedOut : words.refused };
      return { status: answer.status, ...told };
    } catch { return { lost: true }; } finally { clearTimeout(timer); }
  };
  const AGAIN = ["bagian-melompat", "bagian-terputus", "bagian-keliru", "belum-lengkap"];

  // One file on its way to one slot, and its line in the list.
  class Sending {
    constructor(area, file) {
      Object.assign(this, { area, file, form: area.closest("form"), kind: area.dataset.slot, state: "going", step: 131072 });
      this.bar = make("progress", { max: file.size, value: 0 });
      this.bar.setAttribute("aria-label", file.name);
      this.percent = make("span", { className: "muted" });
      this.percent.setAttribute("aria-hidden", "true");
      this.told = make("span", { className: "upload-told" });
      this.button = make("button", { type: "button", className: "button button-quiet", textContent: words.stop });
      this.button.onclick = () => this.state === "failed" && !this.never ? this.retry() : this.stop();
      this.line = make("li", { className: "upload" }, make("bdi", { textContent: file.name, className: "upload-name" }), this.bar, this.percent, this.told, this.button);
      const list = area.querySelector(".drop-list");
      list.hidden = false;
      list.append(this.line);
      const wrong = this.wrong();
      if (wrong) this.fail(wrong, true);
    }
    wrong() {
      const { size: weight, name } = this.file, most = Number(this.area.dataset.most);
      if (!weight) return say(words.empty, { name });
      if (weight > most) return say(words.large, { name, size: size(weight), limit: size(most) });
      return "";
    }
    show(at, text = "") {
      this.bar.value = at;
      this.percent.textContent = `${Math.floor(at * 100 / this.file.size)} % · ${size(this.file.size)}`;
      if (this.told.textContent !== text) this.told.textContent = text;
    }
    // `never`: sent again it would be refused again; it can only be taken off the list.
    fail(text, never = false) {
      this.state = "failed";
      this.never = never;
      this.line.classList.add("upload-failed");
      this.told.textContent = text;
      this.bar.hidden = true;
      this.button.textContent = never ? words.drop : words.retry;
    }
    retry() {
      this.line.remove();
      start(this.area, this.file);
    }
    async stop() {
      this.state = "stopped";
      this.line.remove();
      if (this.id) await call(this.form, "POST", `unggah/${this.id}/hapus/`, new URLSearchParams());
      settle(this.form);
    }
    async run() {
      for (let tries = 0; tries < 2 && this.state === "going"; tries++) if (await this.send()) return;
      if (this.state === "going") this.fail(words.changed);
    }
    // Whether it came to an end; false: from the beginning again.
    async send() {
      const { file, form } = this, facts = { jenis: this.kind, nama: file.name, tipe: file.type, ukuran: file.size };
      facts.tanda = await recognise(file);
      const begun = await this.sure(() => call(form, "POST", "unggah/", JSON.stringify(facts), { "Content-Type": "application/json" }));
      if (!begun.id) return this.over(begun);
      this.id = begun.id;
      doc.querySelector(`[data-broken="${begun.id}"]`)?.remove();
      const digest = new Digest();
      let at = begun.diterima;
      while (this.state === "going") {
        while (digest.length < at) digest.add(await bytes(file, digest.length, Math.min(at, digest.length + 1e6)));
        if (at >= file.size) {
          const told = await this.sure(() => call(form, "POST", `unggah/${this.id}/selesai/`, JSON.stringify({ sidik: digest.hex() }), { "Content-Type": "application/json" }));
          if (told.selesai) return this.arrived(told);
          if (told.kode === "sidik-berbeda") return this.anew();
          if (!AGAIN.includes(told.kode)) return this.over(told);
          return this.anew();
        }
        this.show(at);
        const part = await bytes(file, at, at + this.step), began = performance.now();
        const told = await this.try(() => call(form, "PUT", `unggah/${this.id}/`, part, { "Content-Type": "application/octet-stream", "Upload-Offset": at }));
        const took = performance.now() - began;
        if (told.lost || AGAIN.includes(told.kode)) {
          this.step = Math.max(SMALLEST, this.step / 2 | 0);
          const asked = told.diterima !== undefined ? told : await this.sure(() => call(form, "GET", `unggah/${this.id}/`));
          if (asked.diterima === undefined) return this.over(asked);
          at = asked.diterima;
        } else if (told.kode === "bagian-berbeda") return this.anew();
        else if (told.diterima === undefined) return this.over(told);
        else {
          at = told.diterima;
          if (took < 1500) this.step = Math.min(LARGEST, this.step * 2);
          if (took > 6000) this.step = Math.max(SMALLEST, this.step / 2 | 0);
        }
      }
      return true;
    }
    async try(ask) {
      const told = await ask();
      if (told.lost) this.show(this.bar.value, words.waiting);
      return told;
    }
    // Asks until there is an answer: the line may be down for long.
    async sure(ask) {
      for (let pause = 500; ; pause = Math.min(pause * 2, 15000)) {
        const told = await this.try(ask);
        if (!told.lost || this.state !== "going") return told;
        await wait(pause);
      }
    }
    async anew() {
      await call(this.form, "POST", `unggah/${this.id}/hapus/`, new URLSearchParams());
      return false;
    }
    over(told) {
      if (this.state === "going") this.fail(told.pesan || words.refused, told.status === 422);
      return true;
    }
    arrived(told) {
      const id = `simpan-${told.id}`, box = make("input", { type: "checkbox", name: `simpan-${told.jenis}`, value: told.acuan, id, checked: true });
      const note = make("span", { className: "muted", textContent: `${size(told.ukuran)} · ${words.arrived}` });
      const label = make("label", { htmlFor: id }, make("bdi", { textContent: told.nama }), " ", note);
      const receipt = make("a", { href: told.tanda_terima, textContent: words.receipt });
      this.state = "whole";
      this.line.remove();
      const slot = this.area.closest(".slot") || this.area.parentNode;
      slot.querySelector(".sent-list")?.append(make("div", { className: "choice sent" }, box, " ", label, " ", receipt));
      slot.classList.replace("slot-lampirkan", "slot-ada");
      slot.querySelector(".slot-head .status")?.replaceWith(there.cloneNode(true));
      slot.querySelectorAll(".field > .error").forEach((told) => told.remove());
      [slot, ...slot.querySelectorAll(".field-wrong")].forEach((one) => one.classList.remove("field-wrong"));
      box.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    }
  }

  // One file after the other: a thin line is not split. The form waits for them.
  const sendings = new Set(), held = new WeakMap();
  let queue = Promise.resolve();
  const going = (form) => [...sendings].filter((one) => one.form === form && one.state === "going");
  const settle = (form) => {
    if (going(form).length) return;
    const button = held.get(form), failed = form.querySelector(".upload-failed");
    held.delete(form);
    form.querySelectorAll(".upload-hold").forEach((note) => note.remove());
    if (button === undefined) return;
    if (failed) failed.querySelector("button").focus();
    else form.requestSubmit(button);
  };
  function start(area, file) {
    const sending = new Sending(area, file);
    sendings.add(sending);
    queue = queue.then(() => sending.state === "going" && sending.run()).catch(() => sending.fail(words.refused)).then(() => {
      sendings.delete(sending);
      settle(sending.form);
    });
  }
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!going(form).length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!held.has(form)) (event.submitter || form).after(make("p", { className: "help upload-hold", role: "status", textContent: words.hold }));
    held.set(form, event.submitter || null);
  }, true);
  const attend = () => doc.querySelectorAll("[data-drop][data-slot]").forEach((area) => {
    const input = area.querySelector("input[type=file]");
    input.onchange = () => {
      const files = [...input.files];
      input.value = "";
      area.querySelector(".drop-list").querySelectorAll("li:not(.upload)").forEach((line) => line.remove());
      files.forEach((file) => start(area, file));
    };
  });
  attend();
  doc.addEventListener("htmx:afterSettle", attend);
})();
