// Photos and files: chosen, looked at, sent one by one (what has arrived stays arrived), then handed over as one message.

import { backoff, down, newId, pause, up } from "./connection.js";
import { fine, icon, make } from "./make.js";
import { word } from "./words.js";

const panel = document.getElementById("chosen");
const fromCamera = document.getElementById("from-camera");
const fromFiles = document.getElementById("from-files");
const attachDialog = document.getElementById("attach-dialog");
const specimenDialog = document.getElementById("specimen-dialog");
const WHERE = document.body.dataset.upload ?? "/chat/files";
const MOST_BYTES = Number(document.body.dataset.fileBytes);
const MOST_FILES = Number(document.body.dataset.files);
const STALLED = 60000; // ms without any progress

let entries = [];
let sending = false;
let hand = () => {};
let changed = () => {};

/** Calls: `handOver(entries)` when all that can be taken have arrived; `changed()` when it is drawn anew. */
export function createFiles(calls) {
  hand = calls.handOver;
  changed = calls.changed;
}

export const isSending = () => sending;

/** Whether there is something to send: what was refused holds nothing up. */
export const isChoosing = () => entries.some((entry) => entry.state !== "refused");

export function attach(how) {
  if (how === "photo") fromCamera.click();
  else if (how === "choose") fromFiles.click();
  else if (how === "specimens") specimenDialog.showModal();
}

export function add(files) {
  let message = "";
  forgetRefused();
  for (const file of files) {
    if (entries.length >= MOST_FILES) { message = word("too_many_files", { count: MOST_FILES }); break; }
    const entry = { id: newId(), file, name: file.name || "foto.jpg", state: "chosen", note: "", done: 0 };
    if (file.size > MOST_BYTES) Object.assign(entry, { state: "refused", note: word("file_too_large") });
    else if (!file.size) Object.assign(entry, { state: "refused", note: word("file_empty") });
    else if (file.type.startsWith("image/")) entry.preview = URL.createObjectURL(file);
    entries.push(entry);
  }
  draw(message);
  focus();
  panel.querySelector(".file:last-child")?.scrollIntoView({ block: "nearest" });
}

/** What was refused has been read. While others are still chosen it stays with them. */
export function forgetRefused() {
  if (isChoosing() || !entries.length) return;
  entries = [];
  draw();
}

export function clear() {
  for (const entry of entries) entry.request?.abort();
  entries = [];
  sending = false;
  draw();
}

// --- sending ------------------------------------------------------------------------------------------------------

async function send() {
  if (sending) return;
  sending = true;
  for (const entry of entries) if (["chosen", "stopped"].includes(entry.state)) entry.state = "waiting";
  draw();
  for (let entry; (entry = entries.find((one) => one.state === "waiting"));) await upload(entry);
  sending = false;
  finish();
}

/** Hand over what has arrived, as one message, when nothing more can follow. What was refused stays with its sentence. */
function finish() {
  const arrived = entries.filter((entry) => entry.state === "arrived");
  const refused = entries.filter((entry) => entry.state === "refused");
  const whole = arrived.length > 0 && arrived.length + refused.length === entries.length;
  if (whole) entries = refused;
  draw();
  if (whole) hand(arrived);
}

async function upload(entry) {
  for (let tries = 0; entry.state === "waiting"; tries++) {
    Object.assign(entry, { state: "going", done: 0, note: "" });
    draw();
    const answer = await post(entry);
    if (entry.state !== "going") return; // stopped or removed meanwhile
    if (answer.status === 200) Object.assign(entry, { state: "arrived", key: answer.json.key });
    else if (answer.status >= 400 && answer.status < 500) Object.assign(entry, { state: answer.json.again ? "stopped" : "refused", note: answer.json.refused ?? word("failed") });
    else if (answer.status === 500 && tries >= 3) Object.assign(entry, { state: "stopped", note: word("failed") });
    else {
      const full = answer.status === 503 && answer.json.refused; // others send just now: the desk says when to come again
      Object.assign(entry, { state: "waiting", note: full || word("broken_off") });
      if (!full) down();
      draw();
      await pause(Math.max(full ? answer.after : 0, backoff(tries)));
    }
  }
  draw();
}

/** The file as the request's body. Status 0: it did not get through. */
function post(entry) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let moved = Date.now();
    const watch = setInterval(() => { if (Date.now() - moved > STALLED) request.abort(); }, 5000);
    request.upload.onprogress = (event) => {
      moved = Date.now();
      entry.done = event.loaded / event.total;
      progress(entry);
    };
    request.onloadend = () => {
      clearInterval(watch);
      if (request.status) up();
      let json = {};
      try { json = JSON.parse(request.responseText); } catch { /* a proxy's page */ }
      resolve({ status: request.status, json, after: 1000 * Number(request.getResponseHeader("Retry-After")) });
    };
    request.open("POST", WHERE);
    request.setRequestHeader("X-Janji", "1");
    request.setRequestHeader("X-Janji-Id", entry.id);
    request.send(entry.file);
    entry.request = request;
  });
}

function remove(entry) {
  if (entry.state === "going") {
    entry.state = "stopped";
    entry.request.abort();
  } else {
    entries = entries.filter((one) => one !== entry);
    if (!sending) return leave();
  }
  draw();
  focus();
}

/** After one was taken out. */
function leave() {
  finish();
  if (entries.length) focus();
  else if (document.activeElement === document.body) document.getElementById(fine.matches ? "text" : "scroll")?.focus();
}

function focus() {
  (panel.querySelector(".buttons:not([hidden]) .main:enabled") ?? panel.querySelector("button"))?.focus({ preventScroll: true });
}

// --- showing ------------------------------------------------------------------------------------------------------

function draw(message = "") {
  panel.hidden = !entries.length;
  const choosing = isChoosing();
  panel.classList.toggle("left", !choosing);
  const rows = entries.map(row);
  const some = entries.some((entry) => ["chosen", "stopped"].includes(entry.state));
  const count = entries.filter((entry) => entry.state !== "refused").length;
  const main = make("button", { type: "button", className: "main", text: word("send_files", { count }), disabled: !some || sending, onclick: send });
  const more = make("button", { type: "button", className: "choice", text: word("add_more"), disabled: sending, onclick: () => fromFiles.click() });
  const buttons = make("div", { className: "buttons", hidden: !choosing }, more, main);
  const note = make("p", { className: "muted", text: message, hidden: !message });
  note.setAttribute("role", "status");
  panel.replaceChildren(make("div", { className: "scrolls" }, note, ...rows), buttons);
  changed();
}

function row(entry) {
  const thumb = make("div", { className: "thumb" });
  const kind = entry.name.split(".").pop().slice(0, 4).toUpperCase();
  if (entry.preview) {
    const picture = make("img", { src: entry.preview, alt: "" });
    picture.onerror = () => { entry.preview = null; thumb.replaceChildren(kind); }; // a HEIC, where the browser can't show it
    thumb.append(picture);
  } else thumb.append(kind);
  const about = make("div", { className: "about" }, make("div", { className: "name", text: entry.name }), make("div", { className: "state", text: stateOf(entry) }));
  if (entry.state === "going") about.append(make("progress", { max: 1, value: entry.done, label: entry.name }));
  const acts = make("div", { className: "acts" });
  if (entry.state === "stopped" && !sending) acts.append(round("again", word("try_again", { name: entry.name }), send));
  const label = entry.state === "going" ? "stop" : "remove";
  acts.append(round("cross", word(label, { name: entry.name }), () => remove(entry)));
  const line = make("div", { className: `file ${entry.state}` }, thumb, about, acts);
  entry.line = line;
  return line;
}

const round = (shape, label, onclick) => make("button", { type: "button", className: "round", label, onclick }, icon(shape));

function stateOf(entry) {
  if (entry.note) return entry.note;
  if (entry.state === "going") return word("uploading", { percent: Math.round(entry.done * 100) });
  if (entry.state === "arrived") return word("uploaded");
  if (entry.state === "stopped") return word("stopped");
  return entry.file.size < 1000000 ? `${Math.ceil(entry.file.size / 1000)} kB` : `${(entry.file.size / 1000000).toFixed(1)} MB`;
}

function progress(entry) {
  const bar = entry.line?.querySelector("progress");
  if (!bar) return;
  bar.value = entry.done;
  entry.line.querySelector(".state").textContent = stateOf(entry);
}

// --- choosing -----------------------------------------------------------------------------------------------------

for (const input of [fromCamera, fromFiles]) input.addEventListener("change", () => { add([...input.files]); input.value = ""; });

document.getElementById("attach")?.addEventListener("click", () => attachDialog.showModal());
attachDialog?.addEventListener("click", (event) => {
  const how = event.target.closest("button")?.value;
  if (!how && event.target !== attachDialog) return;
  attachDialog.close();
  attach(how);
});
specimenDialog?.addEventListener("click", async (event) => {
  const name = event.target.closest("button")?.value;
  if (!name && event.target !== specimenDialog) return;
  specimenDialog.close();
  if (!name || name === "close") return;
  try {
    const answer = await fetch(`${document.body.dataset.assets}/specimen-${name}.png`);
    add([new File([await answer.blob()], `specimen-${name}.png`, { type: "image/png" })]);
  } catch { down(); }
});

const drop = document.getElementById("drop");
addEventListener("dragover", (event) => {
  if (!drop || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  drop.hidden = false;
});
addEventListener("dragleave", (event) => { if (drop && !event.relatedTarget) drop.hidden = true; });
addEventListener("drop", (event) => {
  if (!drop || !event.dataTransfer?.files.length) return;
  drop.hidden = true;
  event.preventDefault();
  add([...event.dataTransfer.files]);
});
document.getElementById("text")?.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length) { event.preventDefault(); add(files); }
});
document.addEventListener("language", () => draw());
