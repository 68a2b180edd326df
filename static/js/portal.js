// Makes working forms more comfortable; every page does all it must without this file.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const store = {
  get(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or private */ } },
  drop(key) { try { sessionStorage.removeItem(key); } catch { /* private */ } },
};

// A browser that fills a reloaded page with what stood there must not bring back an old revision.
for (const hidden of $$("input[type=hidden]")) hidden.autocomplete = "off";

// Errors: the summary is read first; its links lead into the field itself.
$("#error-summary")?.focus();
const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (target && !$("#error-summary")) $("input:not([type=hidden]),select,textarea", target)?.focus();

// The same button pressed twice within two seconds is one press; nothing is ever blocked for longer.
for (const form of $$("form[method=post]")) {
  let last = null, at = 0;
  form.addEventListener("submit", (event) => {
    if (form.dataset.busy) return; // an autosave is on its way; see below
    const now = Date.now();
    if (event.submitter === last && now - at < 2000) event.preventDefault();
    else [last, at] = [event.submitter, now];
  });
}

// Counters of long texts: characters as people count them, a line's end as one.
for (const box of $$("[data-limit]")) {
  const count = document.createElement("p");
  count.className = "hint counter";
  box.after(count);
  const tell = () => {
    const length = [...box.value].length;
    count.textContent = `${length} / ${box.dataset.limit}`;
    count.classList.toggle("over", length > Number(box.dataset.limit));
  };
  box.addEventListener("input", tell);
  tell();
}

// Readings: what is typed before it is turned into kanji goes into the kana field while that is untouched.
for (const kana of $$("input[name$=_kana]")) {
  const name = document.getElementsByName(kana.name.slice(0, -5))[0];
  if (!name || kana.value) continue;
  let reading = "", untouched = true;
  kana.addEventListener("input", () => { untouched = false; });
  name.addEventListener("compositionupdate", (event) => {
    if (/^[\u3041-\u3096\u30a1-\u30fc\s]+$/.test(event.data)) reading = event.data;
  });
  name.addEventListener("compositionend", () => {
    if (untouched && reading) {
      kana.value += reading.replace(/[\u3041-\u3096]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
      kana.dispatchEvent(new Event("change", { bubbles: true }));
    }
    reading = "";
  });
  name.addEventListener("input", () => { if (untouched && !name.value) kana.value = ""; });
}

// Autosave: two seconds after the last key, and when the page is left.
const form = $("form[data-draft]");
if (form) {
  const bar = $("[data-saved]", form);
  const status = $("[data-status]", bar), alarm = $("[data-alert]", bar);
  const seen = form.elements.seen;
  const key = `draft:${location.pathname}`;
  const boxes = () => [...form.elements].filter((box) => box.name && !box.name.startsWith("_")
    && !["hidden", "file", "submit", "button", "password", "fieldset"].includes(box.type));
  const say = (words, alarming = "") => { status.textContent = words; alarm.textContent = alarming; };
  const typed = () => boxes().filter((box) => !["radio", "checkbox"].includes(box.type) || box.checked)
    .map((box) => [box.name, box.value]);
  let timer = 0, dirty = false, busy = false, leaving = false, stale = false, waiting = null;

  // What an earlier visit could not save comes back, if nobody has saved the step since.
  const kept = store.get(key);
  if (kept && kept.seen === seen.value && !$("#held")) {
    const before = JSON.stringify(typed());
    for (const box of boxes()) {
      const values = kept.typed.filter(([name]) => name === box.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(box.type)) box.checked = values.includes(box.value);
      else if (values.length) box.value = values[0];
    }
    if (JSON.stringify(typed()) !== before) { dirty = true; say(bar.dataset.restored); timer = setTimeout(save, 2000); }
  } else store.drop(key);

  async function save() {
    clearTimeout(timer);
    if (!dirty || busy || leaving || stale) return;
    busy = true; dirty = false;
    form.dataset.busy = "1";
    say(bar.dataset.saving);
    const body = new FormData(form);
    for (const name of [...body.keys()]) if (name.startsWith("_")) body.delete(name);
    body.set("_autosave", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body, keepalive: document.hidden, signal: AbortSignal.timeout(8000), headers: { Accept: "application/json" } });
      const found = answer.redirected || !/json/.test(answer.headers.get("content-type")) ? {} : await answer.json();
      if (found.stale) { stale = true; say("", bar.dataset.stale); return; }
      if (found.closed) { location.assign(found.closed); return; }
      if (!found.seen) throw new Error(String(answer.status));
      seen.value = found.seen;
      if (!dirty) store.drop(key); else store.set(key, { seen: seen.value, typed: typed() });
      say(bar.dataset.done.replace("{time}", found.saved_at));
      document.dispatchEvent(new CustomEvent("session:extended"));
    } catch {
      dirty = true;
      say("", bar.dataset.failed);
      timer = setTimeout(save, 15000);
    } finally {
      busy = false;
      delete form.dataset.busy;
      if (waiting) { const button = waiting.button; waiting = null; form.requestSubmit(button); }
      else if (dirty && !alarm.textContent) timer = setTimeout(save, 2000);
    }
  }
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    store.set(key, { seen: seen.value, typed: typed() });
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(save, 2000);
  });
  form.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(save, 2000); });
  form.addEventListener("change", () => { if (dirty) store.set(key, { seen: seen.value, typed: typed() }); });
  form.addEventListener("submit", (event) => {
    // A press waits for the autosave before it, so that this page never contradicts itself.
    if (busy) { event.preventDefault(); waiting = { button: event.submitter }; return; }
    if (event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    setTimeout(() => { leaving = false; }, 5000);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}
