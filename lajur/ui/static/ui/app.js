/* Lajur: small comforts. Every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const words = $("#words")?.dataset || {};
  root.classList.add("js");

  // A form is sent once. The button that sent it says so until an answer comes.
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-was]").forEach((button) => {
      button.innerHTML = button.dataset.was;
      button.removeAttribute("data-was");
      button.removeAttribute("aria-disabled");
    });
  };
  const confirmed = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const question = button?.dataset.confirm || form.dataset.confirm;
    const dialog = $("#confirm");
    if (form.method === "dialog") return;
    if (form.dataset.sent) return event.preventDefault(), event.stopImmediatePropagation();
    if (question && dialog?.showModal && !confirmed.delete(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      $("#confirm-text").textContent = question;
      dialog.returnValue = "";
      dialog.onclose = () => {
        if (dialog.returnValue !== "yes") return button?.focus();
        confirmed.add(form);
        form.requestSubmit(button);
      };
      return dialog.showModal();
    }
    if (form.method !== "post") return;
    form.dataset.sent = "1";
    setTimeout(() => {
      if (!button || event.defaultPrevented && !form.matches("[hx-post]")) return;
      button.dataset.was = button.innerHTML;
      button.setAttribute("aria-disabled", "true");
      button.textContent = words.sending;
    });
  }, true);
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[data-sent]").forEach(release));

  // htmx: answers free the form, silence is told, errors take the focus.
  const trouble = (shown) => { const box = $("#trouble"); if (box) box.hidden = !shown; };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) release(form);
    trouble(!event.detail.xhr?.status || event.detail.xhr.status >= 500);
  });
  const arrive = () => {
    $("#error-summary")?.focus();
    document.querySelectorAll("[data-drop]").forEach(drop);
  };
  document.addEventListener("htmx:afterSettle", arrive);

  // Files: drop them on the frame, see what was chosen before it is sent.
  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1).replace(".", root.lang === "en" ? "." : ",")} MB`);
  function drop(area) {
    const input = $("input", area), list = $(".drop-list", area);
    if (area.dataset.drop) return;
    area.dataset.drop = "1";
    const over = (on) => (event) => { event.preventDefault(); area.classList.toggle("drop-over", on); };
    area.addEventListener("dragover", over(true));
    area.addEventListener("dragleave", over(false));
    area.addEventListener("drop", (event) => {
      over(false)(event);
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => {
      list.replaceChildren(...[...input.files].map((file) => {
        const item = document.createElement("li");
        item.textContent = `${file.name} · ${size(file.size)}`;
        return item;
      }));
      list.hidden = !input.files.length;
    });
  }

  // Keys: Escape closes the open menu; "/" goes to the search box.
  document.addEventListener("keydown", (event) => {
    const open = $("[data-menu][open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      $("summary", open).focus();
    } else if (event.key === "/" && !event.target.closest("input, textarea, select")) {
      const box = $("input[type=search]");
      if (box) event.preventDefault(), box.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const open = $("[data-menu][open]");
    if (open && !open.contains(event.target)) open.open = false;
  });

  // The server's clock runs on from the moment the page was made.
  const clock = $("[data-clock]");
  if (clock) {
    const mark = clock.textContent.includes(":") ? ":" : ".";
    const [h, m, s] = clock.textContent.split(mark).map(Number), from = performance.now();
    setInterval(() => {
      const t = Math.floor(h * 3600 + m * 60 + s + (performance.now() - from) / 1000) % 86400;
      clock.textContent = [t / 3600, (t / 60) % 60, t % 60].map((n) => String(Math.floor(n)).padStart(2, "0")).join(mark);
    }, 1000);
  }
  arrive();
})();
