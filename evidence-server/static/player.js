// Adds to the browser's own player what a case handler needs: exact position, wall clock, steps, speed, going to a finding.
const viewer = document.querySelector("[data-player]");
const media = document.getElementById("media");
const controls = viewer?.querySelector("[data-player-controls]");

function two(number) { return String(number).padStart(2, "0"); }

function position(seconds) {
  const ms = Math.round(seconds * 1000);
  const h = Math.floor(ms / 3600000);
  const m = Math.floor(ms / 60000) % 60;
  const s = Math.floor(ms / 1000) % 60;
  const tail = `${two(s)}.${String(ms % 1000).padStart(3, "0")}`;
  return h > 0 ? `${h}:${two(m)}:${tail}` : `${m}:${tail}`;
}

const wallFormat = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

function show() {
  viewer.querySelector("[data-position]").textContent = position(media.currentTime);
  const wall = viewer.querySelector("[data-wall]");
  const start = Number(viewer.dataset.startMs);
  if (wall && Number.isFinite(start)) wall.textContent = wallFormat.format(start + media.currentTime * 1000);
}

// Before the first play nothing is loaded: a position asked for then is taken as soon as the length is known.
function go(seconds) {
  if (media.readyState > 0) { media.currentTime = Math.max(0, seconds); return; }
  media.addEventListener("loadedmetadata", () => { media.currentTime = Math.max(0, seconds); }, { once: true });
  media.preload = "metadata";
  media.load();
}

if (viewer && media && controls) {
  controls.hidden = false;
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) media.addEventListener(event, show);
  for (const button of controls.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      const step = Number(button.dataset.step);
      if (Math.abs(step) < 1) media.pause();
      go(media.currentTime + step);
    });
  }
  controls.querySelector("[data-rate]").addEventListener("change", (event) => {
    media.playbackRate = Number(event.target.value);
  });
  for (const button of document.querySelectorAll("[data-seek]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      go(Number(button.dataset.seek));
      viewer.scrollIntoView({ block: "start" });
    });
  }
  show();
}
