// Sends files with tus 1.0: in pieces, with progress and pause. What was sent stays on the server: after a reload, or
// when the connection broke, choosing the same file again goes on where it stopped. The browser cannot hash a long file
// piece by piece: the hash is the server's.
const card = document.querySelector("[data-uploads]");
const list = document.getElementById("uploads");
const said = card?.querySelector("form[data-said]");
const PIECE_BYTES = 4 * 1024 * 1024;
const BYTES_MAX = Number(card?.dataset.bytesMax);
const TRIES = 6;
// Keys of what this page sends itself.
const begun = new Set();
const VERSION = { "Tus-Resumable": "1.0.0" };

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// What is said of all files that are chosen now: fields of the form beside, or the case file that the page is about.
function wordsSaid() {
  if (!said) return [["purpose", "document"], ["case", card.dataset.case]];
  const fields = [...new FormData(said)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== "");
  // Typed in the zone of the pages, which China has one of.
  return [["purpose", "clip"], ...fields.map(([name, value]) => [name, name === "recorded_from" ? `${value}:00+08:00` : value])];
}

function metadataOf(file) {
  const words = [["filename", file.name], ...wordsSaid()];
  if (said) words.push(["modified", new Date(file.lastModified).toISOString()]);
  return words;
}

// Whoever says something else of a file means another upload.
function keyOf(file) {
  return `upload:${JSON.stringify(wordsSaid())}:${file.name}:${file.size}:${file.lastModified}`;
}

function wait(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

// In the reader's language where the page knows the words, else as the server says it.
function wordsOf(problem) {
  const word = { conflict: "same", too_large: "large" }[problem.code];
  if (word) return list.dataset[word];
  const known = JSON.parse(list.dataset.problems);
  const fields = (problem.fields ?? []).map((field) => known.sentences[field.message] ?? field.message);
  if (known.codes[problem.code]) return fields.length > 0 ? fields.join(" ") : known.codes[problem.code];
  return [problem.detail, ...fields, problem.next].filter(Boolean).join(" ");
}

async function problemOf(answer) {
  try {
    return wordsOf(await answer.json());
  } catch {
    return `HTTP ${answer.status}`;
  }
}

class Refused extends Error {}

class Sending {
  constructor(file) {
    this.file = file;
    this.key = keyOf(file);
    this.metadata = metadataOf(file);
    this.isPaused = false;
    this.stop = null;
    this.line = document.createElement("li");
    this.name = document.createElement("bdi");
    this.name.textContent = file.name;
    this.bar = document.createElement("progress");
    this.bar.max = Math.max(1, file.size);
    this.bar.value = 0;
    this.words = document.createElement("small");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.textContent = list.dataset.pause;
    this.button.addEventListener("click", () => this.toggle());
    this.line.append(this.name, " ", this.words, this.bar, this.button);
    begun.add(this.key);
    for (const line of [...list.children]) if (line.dataset.waiting === this.key) line.remove();
    list.append(this.line);
  }

  say(word, detail = "") {
    this.line.dataset.state = word;
    this.words.textContent = `${list.dataset[word]} ${detail}`.trim();
  }

  toggle() {
    this.isPaused = !this.isPaused;
    this.button.textContent = this.isPaused ? list.dataset.resume : list.dataset.pause;
    if (this.isPaused) { this.stop?.abort(); this.say("paused"); } else { this.run(); }
  }

  request(method, url, headers = {}, body = undefined) {
    this.stop = new AbortController();
    const all = { ...VERSION, "X-Form-Token": card.dataset.token, Accept: "application/json", ...headers };
    return fetch(url, { method, headers: all, body, signal: this.stop.signal });
  }

  async begin() {
    const answer = await this.request("POST", "/api/v1/uploads", {
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": this.metadata.map(([key, value]) => `${key} ${base64(value)}`).join(","),
    });
    if (answer.status !== 201) throw new Refused(await problemOf(answer));
    const url = answer.headers.get("Location");
    localStorage.setItem(this.key, url);
    return { url, offset: 0 };
  }

  // Where the server stands; a new upload where it knows of none.
  async place() {
    const url = localStorage.getItem(this.key);
    if (url === null) return this.begin();
    const answer = await this.request("HEAD", url);
    if (answer.ok) return { url, offset: Number(answer.headers.get("Upload-Offset")) };
    if (answer.status >= 500) throw new Error("busy");
    localStorage.removeItem(this.key);
    return this.begin();
  }

  async send() {
    let { url, offset } = await this.place();
    this.bar.value = offset;
    while (offset < this.file.size) {
      this.say("sending", `${Math.floor((100 * offset) / this.file.size)} %`);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await this.request("PATCH", url, headers, this.file.slice(offset, offset + PIECE_BYTES));
      if (answer.status >= 500 || answer.status === 409) throw new Error("again");
      if (answer.status !== 204) throw new Refused(await problemOf(answer));
      offset = Number(answer.headers.get("Upload-Offset"));
      this.bar.value = offset;
    }
    await this.sealed(url);
  }

  async sealed(url) {
    this.say("sealing");
    for (;;) {
      const answer = await this.request("GET", `${url}/state`);
      if (!answer.ok) throw new Error("again");
      const status = await answer.json();
      if (status.state === "refused") throw new Refused(wordsOf(status.refusal ?? {}));
      if (status.state === "sealed") return this.finished(status);
      await wait(300);
    }
  }

  async finished(status) {
    localStorage.removeItem(this.key);
    this.button.remove();
    this.bar.value = this.bar.max;
    // The same bytes, and now in another case file as well.
    this.say(status.is_held && list.dataset.held ? "held" : "done");
    if (status.clip_id) this.leadTo(`/clips/${status.clip_id}`);
    await refresh();
  }

  leadTo(path) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = this.file.name;
    this.name.replaceChildren(link);
  }

  // What the server would refuse anyway is not sent.
  fault() {
    if (this.file.size === 0) return list.dataset.empty;
    return this.file.size > BYTES_MAX ? list.dataset.large : null;
  }

  async run() {
    const fault = this.fault();
    if (fault !== null) { this.button.remove(); this.say("failed", fault); return; }
    for (let tries = 0; tries < TRIES && !this.isPaused; tries += 1) {
      try {
        await this.send();
        return;
      } catch (error) {
        if (this.isPaused) return;
        if (error instanceof Refused) {
          localStorage.removeItem(this.key);
          this.button.remove();
          this.say("failed", error.message);
          return;
        }
        await wait(500 * 2 ** tries);
      }
    }
    if (!this.isPaused) this.toggle();
  }
}

// What this browser began and nobody finished: said again after a reload. Choosing the same file goes on with it.
async function recall() {
  const begin = `upload:[["purpose","${said ? "clip" : "document"}"]`;
  const mine = Object.keys(localStorage).filter((key) => key.startsWith(begin) && (said || key.includes(card.dataset.case)));
  for (const key of mine) {
    const headers = { ...VERSION, "X-Form-Token": card.dataset.token, Accept: "application/json" };
    const answer = await fetch(`${localStorage.getItem(key)}/state`, { headers }).catch(() => null);
    const status = answer?.ok ? await answer.json() : null;
    if (status?.state !== "receiving" || begun.has(key)) continue;
    const line = document.createElement("li");
    line.dataset.waiting = key;
    const name = document.createElement("bdi");
    name.textContent = key.slice(key.indexOf("]]:") + 3).split(":").slice(0, -2).join(":");
    const words = document.createElement("small");
    words.textContent = `${list.dataset.waiting} ${Math.floor((100 * status.offset_bytes) / status.size_bytes)} %`;
    line.append(name, " ", words);
    list.append(line);
  }
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(card.dataset.list);
  const held = document.getElementById(card.dataset.list);
  // Somebody is typing there: the page is loaded anew another time.
  if (fresh && !held.contains(document.activeElement)) held.replaceWith(fresh);
}

if (card && list) {
  const field = document.getElementById("files");
  const [time, teller] = ["recorded_from", "said_by"].map((name) => said?.elements.namedItem(name));
  said?.addEventListener("submit", (event) => event.preventDefault());
  time?.addEventListener("input", () => { teller.required = time.value !== ""; });
  recall();
  field.addEventListener("change", async () => {
    // One moment cannot be the beginning of several files.
    field.setCustomValidity(time?.value && field.files.length > 1 ? list.dataset.oneTime : "");
    const isFit = field.reportValidity() && said?.reportValidity() !== false;
    const files = isFit ? [...field.files] : [];
    field.value = "";
    const sendings = files.map((file) => new Sending(file));
    for (const sending of sendings) if (!sending.isPaused) await sending.run();
  });
}
