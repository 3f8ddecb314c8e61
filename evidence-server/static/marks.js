// Number keys for tags on the page of one clip; on a list also moving, choosing and settling by keyboard. Without script
// the same forms work with boxes and buttons; the number of chosen clips is then asked once before anything is changed.
const form = document.getElementById("marks-form");
const list = document.querySelector("[data-marks-list]");
const bar = document.querySelector("[data-marks-bar]");
let mode = "tags";
let current = null;

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), select, textarea, video, audio") || target.isContentEditable;
}

function rows() {
  return list ? [...list.querySelectorAll("[data-live-id]")] : [];
}

function boxes() {
  return list ? [...list.querySelectorAll("input[name=clip]")] : [];
}

function chosen() {
  return boxes().filter((box) => box.checked).length;
}

function show() {
  if (!bar) return;
  const count = chosen();
  bar.querySelector("[data-chosen]").textContent = String(count);
  bar.querySelector("input[name=count]").value = String(count);
  for (const button of bar.querySelectorAll("[data-number], [data-settle], [data-link]")) button.disabled = count === 0;
  bar.classList.toggle("is-settling", mode === "settle");
  bar.classList.toggle("is-resting", count === 0);
  for (const row of rows()) row.classList.toggle("is-current", row.dataset.liveId === current);
}

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.dataset.liveId === current);
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  current = next.dataset.liveId;
  show();
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("input[name=clip]").focus({ preventScroll: true });
}

function chooseAll(isChosen) {
  for (const box of boxes()) box.checked = isChosen;
  show();
}

function press(number) {
  const selector = mode === "settle" ? `[data-settle="${number}"]` : `[data-number="${number}"]`;
  const button = (bar ?? form).querySelector(selector);
  if (button && !button.disabled) button.click();
}

const LIST_KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => {
    const row = rows().find((one) => one.dataset.liveId === current);
    const box = row?.querySelector("input[name=clip]");
    if (box) { box.checked = !box.checked; show(); }
  },
  a: () => chooseAll(chosen() < boxes().length),
  s: () => { mode = mode === "settle" ? "tags" : "settle"; show(); bar.scrollIntoView({ block: "nearest" }); },
  c: () => bar.querySelector("input[name=number]").focus(),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    mode = "tags";
    if (isTyping(event.target)) event.target.blur();
    show();
    return;
  }
  if (isTyping(event.target)) return;
  if (/^[1-9]$/.test(event.key)) { press(event.key); event.preventDefault(); return; }
  const act = bar ? LIST_KEYS[event.key] : undefined;
  if (act) { event.preventDefault(); act(); }
}

if (form) {
  document.addEventListener("keydown", onKey);
  // Return in the field of reasons must not press the first button, whatever that does.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    if (event.target.name === "number") form.querySelector("[data-link]").click();
  });
}
if (bar && list) {
  for (const hidden of bar.querySelectorAll("[data-script]")) hidden.hidden = false;
  bar.querySelector("[data-all]").addEventListener("click", () => chooseAll(true));
  bar.querySelector("[data-none]").addEventListener("click", () => chooseAll(false));
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=clip]")) return;
    current = event.target.value;
    show();
  });
  document.addEventListener("live:fresh", show);
  addEventListener("pageshow", show);
  show();
}
