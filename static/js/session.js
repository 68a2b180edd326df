// Warns before the session ends and extends it on request; the server is asked only on a press.
// Tabs tell each other through localStorage, so that work in one keeps the bar of another quiet.
(() => {
  "use strict";
  const bar = document.getElementById("session-bar");
  const KEY = "session-until";
  const tell = (until) => { try { localStorage.setItem(KEY, String(until)); } catch { /* private mode */ } };

  for (const form of document.querySelectorAll("form[data-logout]")) {
    form.addEventListener("submit", () => { try { sessionStorage.clear(); } catch { /* private mode */ } });
  }
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
  if (!bar) return;

  const warning = Number(bar.dataset.warning) * 1000;
  const ends = Date.now() + Number(bar.dataset.atMost) * 1000;
  const form = bar.querySelector("[data-do=extend]");
  const login = bar.querySelector("[data-do=login]");
  let until = Date.now() + Number(bar.dataset.idle) * 1000;
  let saying = "";

  const say = (what) => {
    if (what === saying) return;
    saying = what;
    for (const line of bar.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== what;
    form.hidden = !(what === "idle" || what === "failed");
    login.hidden = what !== "ended";
    login.href = "/login/?next=" + encodeURIComponent(location.pathname + location.search);
    bar.hidden = what === "";
  };
  const look = () => {
    let other = 0;
    try { other = Number(localStorage.getItem(KEY)) || 0; } catch { /* private mode */ }
    const end = Math.min(Math.max(until, other), ends);
    const left = end - Date.now();
    if (left <= 0) say("ended");
    else if (left > warning) say("");
    else if (end === ends) say("at-most");
    else if (saying !== "failed") say("idle");
  };
  const extended = (seconds) => { until = Date.now() + seconds * 1000; tell(until); saying = "?"; look(); };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.status === 401 || answer.status === 403) { until = 0; tell(0); say("ended"); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      extended((await answer.json()).idle);
    } catch { say("failed"); }
  });
  // Whoever saves by fetch (autosave) says so: document.dispatchEvent(new CustomEvent("session:extended")).
  document.addEventListener("session:extended", () => extended(Number(bar.dataset.idle)));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("pageshow", look);
  window.addEventListener("storage", (event) => { if (event.key === KEY) look(); });
  tell(until);
  setInterval(look, 5000);
})();
