// Small comforts: every page works without this file.
(() => {
  "use strict";
  const doc = document, root = doc.documentElement;
  const $ = (selector, from = doc) => from.querySelector(selector);
  const all = (selector, act) => doc.querySelectorAll(selector).forEach(act);
  const on = (name, act, early) => doc.addEventListener(name, act, early);
  const confirmed = new WeakSet();
  root.classList.add("js");

  // A form is sent once; its button says so until an answer comes.
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => {
      button.innerHTML = button.was;
      button.removeAttribute("aria-disabled");
    });
  };
  on("submit", (event) => {
    const form = event.target, button = event.submitter, dialog = $("#confirm");
    const question = button?.dataset.confirm;
    const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    if (form.getAttribute("method") !== "post") return;
    if (form.dataset.sent) return stop();
    if (question && dialog?.showModal && !confirmed.delete(form)) {
      stop();
      $("#confirm-text").textContent = question;
      dialog.returnValue = "";
      dialog.onclose = () => {
        if (dialog.returnValue !== "yes") return button?.focus();
        confirmed.add(form);
        form.requestSubmit(button);
      };
      return dialog.showModal();
    }
    form.dataset.sent = 1;
    setTimeout(release, 2e4, form);
    setTimeout(() => {
      if (!button) return;
      button.was = button.innerHTML;
      button.setAttribute("aria-disabled", true);
      button.textContent = $("#words").dataset.sending;
    });
  }, true);
  addEventListener("pageshow", (event) => event.persisted && all("[data-sent]", release));

  all(".tabs a[aria-current]", (tab) => { tab.closest(".tabs").scrollLeft = tab.offsetLeft - 48; });  // seen on a phone

  // The server has what a form kept here in case the line broke (draft.js).
  try {
    if ($(".notice-success") && sessionStorage["lajur:terkirim"]) {
      localStorage.removeItem(sessionStorage["lajur:terkirim"]);
      sessionStorage.removeItem("lajur:terkirim");
    }
  } catch { /* storage is forbidden, so nothing was kept */ }

  // htmx: an answer frees the form, silence is told, errors take the focus.
  on("htmx:afterRequest", ({ detail }) => {
    const form = detail.elt.closest("form"), code = detail.xhr.status, box = $("#trouble");
    if (form) release(form);
    if (box) box.hidden = code && code < 500;
  });
  on("htmx:afterSettle", () => { $("#error-summary")?.focus(); all("[data-drop]", drop); });

  // Files: drop, and see them.
  const size = (n) => n < 1e6 ? `${Math.ceil(n/1e3)} kB` : `${(Math.ceil(n/1e5)/10).toLocaleString(root.lang)} MB`;
  function drop(area) {
    const input = $("input", area), list = $(".drop-list", area);
    if (area.dataset.drop) return;
    area.dataset.drop = 1;
    const over = (event) => {
      event.preventDefault();
      area.classList.toggle("drop-over", event.type === "dragover");
    };
    area.ondragover = area.ondragleave = over;
    area.ondrop = (event) => {
      over(event);
      input.files = event.dataTransfer.files;
      input.onchange();
    };
    input.onchange = () => {
      list.replaceChildren(...[...input.files].map((file) => {
        const item = doc.createElement("li");
        item.textContent = `${file.name} · ${size(file.size)}`;
        return item;
      }));
      list.hidden = !input.files.length;
    };
    if (input.files.length && !area.dataset.slot) input.onchange();  // back on the page, as the browser kept it
  }
  all("[data-drop]", drop);

  // Escape or a click elsewhere closes the open menu; "/" goes to the search box.
  const menu = () => $("[data-menu][open]");
  on("keydown", (event) => {
    const open = menu(), box = $("input[type=search]");
    if (event.key === "Escape" && open) open.open = $("summary", open).focus();
    if (event.key === "/" && box && !event.target.closest("input, textarea, select")) { event.preventDefault(); box.focus(); }
  });
  on("click", (event) => { const open = menu(); if (open && !open.contains(event.target)) open.open = false; });

  // The server's clock runs on.
  const clock = $("[data-clock]");
  if (clock) {
    const mark = clock.textContent[2], start = performance.now();
    const [h, m, s] = clock.textContent.split(mark).map(Number);
    setInterval(() => {
      const t = h * 3600 + m * 60 + s + (performance.now() - start) / 1e3;
      clock.textContent = [t / 3600 % 24, t / 60 % 60, t % 60].map((n) => `${n | 0}`.padStart(2, 0)).join(mark);
    }, 1e3);
  }
})();
