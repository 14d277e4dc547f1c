// The conversation as it is shown: what the desk has (settled), and below it what is on its way (pending).

import { icon, make } from "./make.js";
import { rich } from "./rich.js";
import { dayOf, timeOf, word } from "./words.js";

const scroll = document.getElementById("scroll");
const newer = document.getElementById("newer");
const settled = make("div");
const pending = make("div", { ariaLive: "off" }); // said aloud when it has arrived
document.getElementById("log").append(settled, pending);

const shown = new Map(); // id of a desk's message with options -> its element and itself
const previews = new Map(); // client id -> thumbnails of files sent from this page
let lastDay = "";
let lastSender = "";

export function clear() {
  settled.replaceChildren();
  pending.replaceChildren();
  shown.clear();
  lastDay = lastSender = "";
}

/** Show messages of the desk. `press(message, option)` for the options of an offer. */
export function add(messages, press, fresh) {
  const close = stuck;
  let first = null;
  let mine = false;
  for (const message of messages) {
    if (message.client_id) pendingLine(message.client_id)?.remove();
    const line = lineOf(message, press);
    if (fresh) line.classList.add("fresh");
    settled.append(line);
    if (message.from === "desk") first ??= line;
    else [first, mine] = [null, true]; // read from the first answer to what was said last
  }
  if (!fresh && !mine) toEnd(scroll.firstElementChild); // somebody new reads from the notice on
  else if (!fresh || mine) toEnd(first);
  else if (close) toEnd(Date.now() - anchored < SAME_TURN ? anchor : first);
  else newer.hidden = false;
}

function lineOf(message, press) {
  const at = new Date(message.at);
  const day = at.toDateString();
  if (day !== lastDay) {
    settled.append(make("p", { className: "day", text: dayOf(at) }));
    lastDay = day;
    lastSender = "";
  }
  const bubble = bubbleOf(message.from, message.text, previews.get(message.client_id));
  if (message.attachments.length) bubble.append(attached(message.attachments));
  if (message.offer && message.options.length) bubble.append(offered(message, press));
  bubble.append(make("time", { className: "stamp", text: timeOf(at), dateTime: message.at }));
  const line = make("div", { className: `line ${message.from}` }, bubble);
  line.classList.toggle("joined", lastSender === message.from);
  line.dataset.id = message.id;
  lastSender = message.from;
  if (message.from === "desk" && message.options.length) shown.set(message.id, { message, bubble });
  return line;
}

function bubbleOf(from, text, thumbs, names = []) {
  const who = from === "me" ? word("you") : word("office");
  const bubble = make("div", { className: "bubble" }, make("span", { className: "sr", text: `${who}: ` }));
  if (thumbs) bubble.append(make("div", { className: "thumbs" }, ...thumbs.map((source) => make("img", { src: source, alt: "" }))));
  if (text) bubble.append(rich(text, from === "me"));
  if (names.length > (thumbs?.length ?? 0)) bubble.append(make("div", { className: "files", text: names.join(", ") }));
  return bubble;
}

function attached(attachments) {
  const box = make("div", { className: "attached" });
  for (const { kind, label, url } of attachments) {
    if (kind === "qr") box.append(make("img", { src: url, alt: word("qr"), width: 220, height: 220 }));
    else if (kind === "ics") box.append(make("a", { href: url }, icon("calendar"), word("ics")));
    else if (url.startsWith("https://") || (kind === "page" && url.startsWith("http://"))) {
      const link = make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, icon(kind === "map" ? "place" : "link"), label);
      link.append(make("span", { className: "sr", text: ` (${word("new_tab")})` }));
      box.append(link);
    }
  }
  return box;
}

function offered(message, press) {
  const buttons = message.options.map((option) => make("button", {
    type: "button", text: option.label, onclick: () => press(message, option),
  }));
  return make("div", { className: "offered" }, ...buttons);
}

/** Leave the answers of an older question in the history, as what they were. */
export function settle(id, pressed) {
  const found = shown.get(id);
  if (!found) return;
  const { message, bubble } = found;
  bubble.querySelector(".offered, .past")?.remove();
  const options = message.options.length > 6 ? message.options.filter((option) => option.id === pressed) : message.options;
  if (!options.length) return;
  const items = options.map((option) => {
    const item = make("li", { text: option.label });
    if (option.id === pressed) {
      item.className = "pressed";
      item.append(make("span", { className: "sr", text: ` (${word("chosen")})` }));
    }
    return item;
  });
  // Said aloud before, when it was asked; and what was chosen is said as the person's own.
  bubble.querySelector(".stamp").before(make("ul", { className: "past", label: word("answers"), ariaLive: "off" }, ...items));
}

/** What was pressed is not an old question any more: it did not arrive. */
export function unsettle(id, press) {
  const found = shown.get(id);
  found?.bubble.querySelector(".past")?.remove();
  if (!found?.message.offer) return;
  const again = offered(found.message, press);
  again.ariaLive = "off";
  found.bubble.querySelector(".stamp").before(again);
}

// --- on its way ---------------------------------------------------------------------------------------------------

export function addPending(item) {
  if (item.thumbs?.length) previews.set(item.id, item.thumbs);
  const bubble = bubbleOf("me", item.text, item.thumbs, item.names);
  bubble.append(make("span", { className: "stamp", text: word("sending") }));
  const line = make("div", { className: "line me fresh" }, bubble);
  line.dataset.client = item.id;
  pending.append(line);
  toEnd();
}

export const isPending = (id) => pendingLine(id) !== undefined;

export const drop = (id) => pendingLine(id)?.remove();

export function setLate(item) {
  const stamp = pendingLine(item.id)?.querySelector(".stamp");
  if (stamp) stamp.textContent = word("waiting");
}

/** It was refused: say why, where it was said, and let it be sent again where that may help. */
export function fail(item, sentence, again) {
  const line = pendingLine(item.id);
  if (!line) return;
  settled.append(line);
  lastSender = "";
  line.classList.add("failed");
  line.querySelector(".stamp").textContent = `${word("unsent")} ${sentence}`.trim();
  if (again) line.firstChild.append(make("button", {
    type: "button", className: "again", text: word("send_again"), onclick: () => { line.remove(); again(); },
  }));
  toEnd();
}

const pendingLine = (id) => [...pending.children].find((line) => line.dataset.client === id);

// --- scrolling ----------------------------------------------------------------------------------------------------

const SAME_TURN = 2000; // ms in which the messages of one answer come: together they are read from the first one
let anchor = null; // the beginning of what is new: a long message is read from its top
let anchored = 0; // when that was
let placed = 0; // where we put the view
let stuck = true; // the view is where we put it, or at the end: it stays there when the tray or the keyboard comes

export const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;

export function toEnd(first = null) {
  if (first !== anchor) anchored = Date.now();
  anchor = first;
  newer.hidden = true;
  place();
}

/** The end, but never past the anchor; or past the beginning of the newest message, where that alone fills the view. */
function place() {
  scroll.scrollTop = scroll.scrollHeight;
  if (anchor) {
    const newest = settled.lastElementChild;
    const top = newest?.matches(".desk") && newest.offsetHeight > scroll.clientHeight ? newest : anchor;
    const above = top.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 16;
    if (above < 0) scroll.scrollTop += above;
  }
  placed = scroll.scrollTop;
  stuck = true;
  hint();
}

/** It fades where there is more of it. */
function hint() {
  scroll.classList.toggle("more", scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight > 8);
}

newer.addEventListener("click", () => toEnd());
scroll.addEventListener("scroll", () => {
  hint();
  if (Math.abs(scroll.scrollTop - placed) < 2) return;
  anchor = null;
  stuck = nearEnd();
  if (stuck) newer.hidden = true;
}, { passive: true });
const sizes = new ResizeObserver(() => (stuck ? place() : hint()));
for (const one of [scroll, settled, pending]) sizes.observe(one);
