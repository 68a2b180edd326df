// Sign-in pages: show a password while typing it; make and use passkeys. All of it is extra.
(() => {
  "use strict";
  for (const input of document.querySelectorAll("input[data-reveal]")) {
    const box = document.createElement("div");
    const button = document.createElement("button");
    box.className = "reveal";
    button.type = "button";
    button.className = "btn sm";
    const name = document.createElement("span");
    name.className = "vh";
    const label = document.querySelector(`label[for="${input.id}"]`);
    name.textContent = label ? label.firstChild.textContent.trim() : "";
    const show = (on) => {
      input.type = on ? "text" : "password";
      button.replaceChildren(on ? "隠す" : "表示", name);
      button.setAttribute("aria-pressed", String(on));
    };
    input.replaceWith(box);
    box.append(input, button);
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
    show(false);
  }

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = (options) => {
    const key = { ...options, challenge: bytes(options.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    if (key.excludeCredentials) key.excludeCredentials = ids(key.excludeCredentials);
    if (key.allowCredentials) key.allowCredentials = ids(key.allowCredentials);
    return key;
  };
  const answered = (credential) => {
    const answer = { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: {}, clientExtensionResults: credential.getClientExtensionResults() };
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) answer.response[part] = text(credential.response[part]);
    }
    return answer;
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!navigator.credentials || !window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      const field = form.elements.credential;
      if (field.value) return;
      event.preventDefault();
      const failed = form.querySelector("[data-passkey-failed]");
      failed.hidden = true;
      try {
        const publicKey = asked(JSON.parse(form.dataset.options).publicKey);
        const made = form.dataset.passkey === "create" ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
        field.value = JSON.stringify(answered(made));
        form.submit();
      } catch { failed.hidden = false; }
    });
  }
})();
