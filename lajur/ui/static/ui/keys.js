// Security keys: what the server asks (data-options, WebAuthn as JSON) goes to the key, its answer into the form.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = (json) => {
    const { publicKey: given } = JSON.parse(json), publicKey = { ...given, challenge: bytes(given.challenge) };
    if (given.user) publicKey.user = { ...given.user, id: bytes(given.user.id) };
    if (given.allowCredentials) publicKey.allowCredentials = known(given.allowCredentials);
    if (given.excludeCredentials) publicKey.excludeCredentials = known(given.excludeCredentials);
    return { publicKey };
  };

  const told = ({ id, rawId, type, response }) => {
    const parts = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return JSON.stringify({ id, type, rawId: text(rawId), response: parts });
  };

  document.querySelectorAll("form[data-key]").forEach((form) => {
    const button = form.querySelector("[data-key-use]"), status = form.querySelector("[data-key-status]");
    const say = (what) => { status.textContent = status.dataset[what]; };
    if (!window.PublicKeyCredential) return say("missing");
    button.hidden = false;
    button.addEventListener("click", async () => {
      say("waiting");
      try {
        const made = await navigator.credentials[form.dataset.key](asked(form.dataset.options));
        form.querySelector("input[name=jawaban]").value = told(made);
        form.requestSubmit();
      } catch { say("failed"); }
    });
  });
})();
