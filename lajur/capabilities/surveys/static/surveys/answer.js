// What is chosen and typed stays on the device until it is sent: for lines that break and pages that are closed. So does
// the form itself: sent again because no answer came, it is still one sheet.
(() => {
  const done = document.querySelector("[data-done]");
  const store = (key, text) => { try { text === null ? localStorage.removeItem(key) : localStorage.setItem(key, text); } catch { /* private windows keep nothing */ } };
  if (done) { store("survei-" + done.dataset.done, null); return; }
  const form = document.getElementById("survei");
  if (!form) return;
  const key = "survei-" + form.dataset.token;
  const skip = new Set(["csrfmiddlewaretoken", "situs", "aksi"]);
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(key) || "{}"); } catch { /* unreadable: nothing kept */ }
  for (const [name, value] of Object.entries(kept)) {
    const field = form.elements[name];
    if (field && !skip.has(name) && (!field.value || (name === "formulir" && "untouched" in form.dataset))) field.value = value;
  }
  form.addEventListener("input", () => {
    const now = {};
    for (const [name, value] of new FormData(form)) if (!skip.has(name) && value) now[name] = value;
    store(key, JSON.stringify(now));
  });
  // Without a line the browser would show a page of its own instead of the answers.
  const offline = document.getElementById("putus");
  form.addEventListener("submit", (event) => {
    offline.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
  });
  window.addEventListener("online", () => { offline.hidden = true; });
})();
