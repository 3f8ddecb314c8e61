// Marks in a clip by one key each while it plays: numbers for elements and phrases, n for a note. Without script the form
// below does the same with a place that is typed. Once the clip was played, its number keys are those of marks.
const card = document.querySelector("[data-time-marks]");
const media = document.getElementById("media");
const form = document.getElementById("time-mark-form");

function place(seconds) {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (number) => String(number).padStart(2, "0");
  const tail = `${two(Math.floor(ms / 60000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
  return `${Math.floor(ms / 3600000)}:${tail}`;
}

function isTyping(target) {
  return target.matches("input, select, textarea") || target.isContentEditable;
}

function go(seconds) {
  if (media.readyState > 0) { media.currentTime = seconds; return; }
  media.addEventListener("loadedmetadata", () => { media.currentTime = seconds; }, { once: true });
  media.preload = "metadata";
  media.load();
}

// The list is the server's: it is taken over from the page, and nothing else of the page changes while the clip plays.
async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("time-mark-list");
  const held = document.getElementById("time-mark-list");
  if (!fresh) return;
  if (held) held.replaceWith(fresh);
  else card.querySelector("h2").after(fresh);
  ready();
}

async function mark(kind, words, seconds) {
  const wrong = card.querySelector("[data-mark-wrong]");
  wrong.hidden = true;
  const body = JSON.stringify({ at_ms: Math.max(0, Math.floor(seconds * 1000)), kind, words });
  const headers = { "Content-Type": "application/json", "X-Form-Token": card.dataset.token, Accept: "application/json" };
  const answer = await fetch(card.dataset.timeMarks, { method: "POST", headers, body }).catch(() => null);
  if (answer?.status === 201) { await refresh(); return; }
  wrong.hidden = false;
}

function note() {
  document.getElementById("mark-at").value = place(media.currentTime);
  document.getElementById("mark-choice").value = "note:";
  const words = document.getElementById("mark-words");
  words.focus();
  words.scrollIntoView({ block: "nearest" });
}

function press(button) {
  if (button.dataset.markKey === "n") { note(); return; }
  mark(button.dataset.markKind, button.dataset.markWords, media.currentTime);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (!/^[1-9n]$/.test(event.key) || media.played.length === 0) return;
  const button = card.querySelector(`[data-mark-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  press(button);
}

// Seeking buttons of a list that came later are not yet known to the player.
function ready() {
  for (const button of document.querySelectorAll("#time-mark-list [data-seek]")) {
    if (!button.hidden) continue;
    button.hidden = false;
    button.addEventListener("click", () => go(Number(button.dataset.seek)));
  }
}

if (card && media) {
  ready();
  const keys = card.querySelector("[data-mark-keys]");
  if (keys && form) {
    keys.hidden = false;
    for (const button of keys.querySelectorAll("[data-mark-key]")) button.addEventListener("click", () => press(button));
    document.addEventListener("keydown", onKey, { capture: true });
    // A note that was begun by its key is sent without leaving the page, so that the clip goes on.
    form.addEventListener("submit", (event) => {
      const words = document.getElementById("mark-words");
      const parts = document.getElementById("mark-at").value.split(":").map(Number);
      const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
      if (document.getElementById("mark-choice").value !== "note:" || !words.value.trim() || Number.isNaN(seconds)) return;
      event.preventDefault();
      mark("note", words.value.trim(), seconds).then(() => { words.value = ""; words.blur(); });
    });
  }
}
