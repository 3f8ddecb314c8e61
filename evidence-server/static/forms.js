// On every page: a form that was sent is not sent a second time by another click, and after a refusal the first field that
// is wrong is where the reader is. Without script forms are sent as they are, and the page shows what is wrong.

// A form that is answered with a file leaves the page standing; one whose answer never came may be sent again as well.
const AGAIN_MS = { file: 2000, page: 30000 };

function rest(form, isSent) {
  if (isSent) form.dataset.sent = ""; else delete form.dataset.sent;
  form.ariaBusy = isSent ? "true" : null;
  for (const button of form.elements) {
    if (button.type !== "submit") continue;
    if (isSent && !button.disabled) { button.dataset.resting = ""; button.disabled = true; }
    if (!isSent && button.dataset.resting !== undefined) { delete button.dataset.resting; button.disabled = false; }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
  form.dataset.sent = "";
  // The button that was pressed is part of what is sent: it rests only afterwards.
  setTimeout(() => rest(form, true));
  setTimeout(() => rest(form, false), form.dataset.answer === "file" ? AGAIN_MS.file : AGAIN_MS.page);
});

// Back from the next page: nothing is on its way any more.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) rest(form, false);
});

const FIELDS = "input:not([type=hidden]):not([disabled]), select, textarea";

function showWrong(words) {
  for (let around = words.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  const field = words.closest(".field, fieldset, .row, form")?.querySelector(FIELDS);
  for (const wrong of document.querySelectorAll("main .field > .wrong[role=alert]")) {
    wrong.parentElement.querySelector(FIELDS)?.setAttribute("aria-invalid", "true");
  }
  field?.focus({ preventScroll: true });
  (field ?? words).scrollIntoView({ block: "center" });
}

const wrong = document.querySelector("main .wrong[role=alert]");
if (wrong) showWrong(wrong);
