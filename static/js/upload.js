// Papers: sent when chosen or dropped, one request each; without this file 「ファイルを添付する」 does it.

const section = document.querySelector("[data-papers]");
const form = section?.closest("form");
const find = (selector) => section.querySelector(selector);
const line = section && find("[data-uploading]");
const words = (key, name) => line.dataset[key].replace("{name}", name);
const queue = [];
let busy = false, refused = [], press = null;

function send(body) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const bar = line.querySelector("progress");
    call.open("POST", location.href);
    call.upload.onprogress = (event) => { if (event.total) bar.value = 100 * event.loaded / event.total; };
    call.upload.onload = () => { bar.removeAttribute("value"); }; // sent; now it is looked into
    call.onload = () => resolve(call);
    call.onerror = call.onabort = reject;
    call.send(body);
  });
}

const read = (text) => new DOMParser().parseFromString(text, "text/html");
const isHere = (url) => new URL(url, location).pathname === location.pathname;

// What came of one file: the server's own words, also from a page that it answered with instead.
async function give({ file, kind }) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("_kind", kind);
  body.set("_upload", "1");
  body.set("_file", file);
  try {
    const call = await send(body);
    if (/json/.test(call.getResponseHeader("content-type"))) return JSON.parse(call.responseText).errors;
    if (!isHere(call.responseURL)) { leave(call.responseURL); return []; }
    const said = [...read(call.responseText).querySelectorAll("main h1, main h1 ~ p:not(.quote)")];
    const why = call.status < 400 ? "" : said.map((each) => each.textContent.trim()).join(" ");
    return [words("failed", file.name) + why];
  } catch {
    return [words("failed", file.name) + line.dataset.offline];
  }
}

// Signed out, or handed in from another tab: go and see; what was typed is kept by portal.js.
function leave(url) {
  queue.length = 0;
  busy = false;
  press = null;
  location.assign(url);
}

// The papers as they are now; what is typed elsewhere on the page stays.
async function refresh() {
  let fresh = null;
  try {
    const answer = await fetch(location.pathname);
    fresh = answer.ok && isHere(answer.url) && read(await answer.text()).querySelector("[data-papers]");
  } catch { /* the list stays as it was */ }
  if (!fresh) return;
  const at = section.contains(document.activeElement) ? document.activeElement : null;
  const kind = find("[name=_kind]")?.value;
  fresh.querySelector("[data-uploading]")?.replaceWith(line);
  section.replaceChildren(...fresh.childNodes);
  dress();
  const box = find("[name=_kind]");
  if (box && queue.length) box.value = kind;
  if (at) (document.getElementById(at.id) || document.getElementsByName(at.name)[0] || find("#id_file"))?.focus();
}

function tell() {
  const field = find("#id_file")?.closest(".f");
  if (!field) return;
  find("#id_file_error")?.remove();
  field.classList.toggle("err", refused.length > 0);
  const input = find("#id_file");
  input.toggleAttribute("aria-invalid", false);
  if (!refused.length) return;
  const box = document.createElement("div");
  box.id = "id_file_error";
  box.setAttribute("role", "alert");
  find("#id_file_hint").after(box);
  for (const text of refused) {
    const one = document.createElement("p");
    one.className = "msg";
    one.textContent = text;
    box.append(one);
  }
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "id_file_hint id_file_error");
}

async function run() {
  if (busy) return;
  busy = true;
  refused = [];
  const [status, bar] = line.children;
  line.hidden = false;
  while (queue.length) {
    const { file } = queue[0];
    status.textContent = words("sending", file.name) + (queue.length > 1 ? `（${line.dataset.left.replace("{count}", queue.length - 1)}）` : "");
    bar.value = 0;
    bar.hidden = false;
    const errors = await give(queue[0]);
    if (!busy) return;
    queue.shift();
    bar.hidden = true;
    refused.push(...errors);
    await refresh();
    tell();
    status.textContent = errors.length ? "" : words("done", file.name);
  }
  busy = false;
  document.dispatchEvent(new CustomEvent("session:extended"));
  const button = press;
  press = null;
  if (button && !refused.length) form.requestSubmit(button.isConnected ? button : document.getElementsByName(button.name)[0]);
}

function take(files) {
  const kind = find("[name=_kind]")?.value || "";
  queue.push(...[...files].map((file) => ({ file, kind })));
  if (queue.length) run();
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
const zoneOf = (event) => event.target.closest?.("[data-drop]");

function dress() {
  const zone = find("[data-drop]");
  zone?.classList.add("drop");
  const hint = find("[data-drop-hint]");
  if (hint) hint.hidden = false;
}

if (form && line) {
  dress();
  form.addEventListener("change", (event) => {
    if (event.target.id !== "id_file") return;
    const files = [...event.target.files];
    event.target.value = ""; // or the next press would send them again
    take(files);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[name=_attach]")) return;
    event.preventDefault(); // chosen is sent already: the button opens the choice
    if (!busy) find("#id_file").click();
  });
  // A press while files are on their way waits for them, and is dropped if one is refused.
  form.addEventListener("submit", (event) => {
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    press = event.submitter;
  }, true);
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault(); // dropped beside the zone, a file would replace the page
      const zone = zoneOf(event);
      find("[data-drop]")?.classList.toggle("over", Boolean(zone) && (type === "dragenter" || type === "dragover"));
      if (type === "drop" && zone) take(event.dataTransfer.files);
    });
  }
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
}
