// Keeps the board fresh without a reload; the page works without this.
const board = document.getElementById("board");
const EVERY_MS = 2000;
let shown = "";

function isBusy() {
  const active = document.activeElement;
  return active instanceof HTMLInputElement && board.contains(active);
}

async function refresh() {
  try {
    const answer = await fetch("/tiles", { cache: "no-store" });
    const text = answer.ok ? await answer.text() : shown;
    if (text !== shown && !isBusy()) {
      shown = text;
      board.innerHTML = text;
    }
    document.body.classList.toggle("stale", !answer.ok);
  } catch {
    document.body.classList.add("stale");
  }
  setTimeout(refresh, EVERY_MS);
}

refresh();
