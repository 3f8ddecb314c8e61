// Shows a new time slate every second. Without script the page loads itself again.
const shown = document.getElementById("slate");
const address = new URL(shown.src);
let isAsking = false;

async function next() {
  if (isAsking) return;
  isAsking = true;
  try {
    const picture = new Image();
    address.searchParams.set("at", String(Date.now()));
    picture.src = address.href;
    await picture.decode();
    shown.src = picture.src;
  } catch {
    // The server is away: an old slate is taken off, so that nobody films it.
    shown.removeAttribute("src");
  } finally {
    isAsking = false;
  }
}

setInterval(next, Number(shown.dataset.everyMs));
