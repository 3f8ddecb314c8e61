// Keeps the part of a page marked with data-live up to date: the server says that something changed, the page loads
// itself again and takes that part over. It listens only while it is seen, so that many open tabs cost nothing.
const part = document.querySelector("[data-live]");
const PAUSE_MS = 1000;
let source = null;
let timer = null;
let isLoading = false;
let isStale = false;

function marks(root) {
  return new Set([...root.querySelectorAll("[data-live-id]")].map((row) => row.dataset.liveId));
}

function isInUse() {
  const focused = document.activeElement;
  return part.contains(focused) && focused.matches("input:not([type=checkbox]), select, textarea");
}

function takeOver(fresh) {
  const known = marks(part);
  const open = [...part.querySelectorAll("details")].map((details) => details.open);
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const ticked = new Set([...part.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value));
  const boxed = part.contains(document.activeElement) && document.activeElement.type === "checkbox"
    ? document.activeElement.value : null;
  part.replaceChildren(...fresh.childNodes);
  for (const row of part.querySelectorAll("[data-live-id]")) {
    if (!known.has(row.dataset.liveId)) row.classList.add("fresh");
  }
  part.querySelectorAll("details").forEach((details, i) => { details.open = open[i] ?? false; });
  for (const box of part.querySelectorAll("input[type=checkbox]")) {
    box.checked = ticked.has(box.value);
    if (box.value === boxed) box.focus({ preventScroll: true });
  }
  document.dispatchEvent(new Event("live:fresh"));
  if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function load() {
  if (isLoading || isInUse()) { isStale = true; return; }
  isLoading = true;
  isStale = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) { location.reload(); return; }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (fresh) takeOver(fresh);
    }
  } catch {
    isStale = true;
  } finally {
    isLoading = false;
  }
}

function soon() {
  if (timer !== null) { isStale = true; return; }
  load();
  timer = setTimeout(() => { timer = null; if (isStale) soon(); }, PAUSE_MS);
}

function listen() {
  source = new EventSource("/news");
  const state = document.querySelector("[data-live-state]");
  source.addEventListener("hello", () => { if (state) state.hidden = false; });
  source.addEventListener(part.dataset.live, soon);
  source.addEventListener("error", () => { if (state) state.hidden = true; });
}

function stop() {
  source?.close();
  source = null;
}

if (part) {
  listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { stop(); } else if (!source) { listen(); soon(); }
  });
  addEventListener("pagehide", stop);
  const tick = Number(part.dataset.liveTick ?? 0);
  if (tick > 0) setInterval(() => { if (!document.hidden) soon(); }, tick * 1000);
}
