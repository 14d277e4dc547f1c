// The page: what came, what is open, what the person does.

import { createComposer, expect } from "./composer.js";
import { ask, backoff, newId, pause, zone } from "./connection.js";
import * as files from "./files.js";
import * as log from "./log.js";
import { createMenu } from "./menu.js";
import { createQueue } from "./queue.js";
import { follow } from "./stream.js";
import * as tray from "./tray.js";
import { language, speak, word } from "./words.js";

const byId = (id) => document.getElementById(id);
let chat = ""; // which conversation this is: another tab may have begun a new one
let after = 0; // the cursor
let question = null; // the desk's open question
let said = null; // the desk's last message that has small ways out
let answering = null; // what was pressed and is on its way: { item, message }, no message for a small way out
let moving = false; // the focus goes along to the next question: its last place is gone
let unread = 0;
let over = false;
let stream = null;

const queue = createQueue({
  after: () => after,
  took(envelope, item) {
    take(envelope);
    const lost = log.isPending(item.id); // it was too much, or an answer to an older question: the desk has said so
    if (lost && item.body.text) log.fail(item, "", () => send({ ...item, id: newId() }));
    else if (lost) log.drop(item.id);
    if (answering?.item !== item) return;
    if (lost) log.unsettle(answering.message?.id, press);
    else if (question && question === answering.message) question = null; // answered, and nothing is asked after it
    answering = null;
    draw();
  },
  refused(item, sentence, again) {
    log.fail(item, sentence ?? word("failed"), again && (() => send(item)));
    if (answering?.item === item) {
      log.unsettle(answering.message?.id, press);
      answering = null;
      draw();
    }
  },
  late: log.setLate,
  gone,
  busy: writing,
});

// --- what came ----------------------------------------------------------------------------------------------------

function take(envelope, fresh = true) {
  if (over) return;
  if (chat && envelope.chat !== chat) return begin(); // this browser is in another conversation now
  chat = envelope.chat;
  const spoken = envelope.language === language ? null : speak(envelope.language);
  const messages = envelope.messages.filter((message) => message.id > after);
  if (!messages.length) return spoken;
  after = messages.at(-1).id;
  log.add(messages, press, fresh);
  for (const message of messages) consider(message);
  if (document.hidden) unread += messages.filter((message) => message.from === "desk").length;
  title();
  draw();
  return spoken;
}

function consider(message) {
  if (message.from === "me") {
    if (!message.pressed) return;
    if (answering?.item.id === message.client_id) answering = null;
    const pressed = message.pressed;
    if (question?.options.some((option) => option.id === pressed)) closeQuestion(pressed);
    else for (const id of offersWith(pressed)) log.settle(id, pressed);
    return;
  }
  if (message.words.length) said = message;
  if (message.offer) return offers.set(message.id, message);
  if (message.expects === "none" && !message.options.length) return;
  if (question) closeQuestion(null);
  question = message;
  if (!message.words.length) said = null;
}

const offers = new Map();
const offersWith = (option) => [...offers.values()].filter((offer) => offer.options.some((one) => one.id === option)).map((offer) => offer.id);

function closeQuestion(pressed) {
  log.settle(question.id, pressed);
  question = null;
}

function draw() {
  if (over) return;
  const open = answering?.message === question ? null : question;
  const choosing = files.isChoosing();
  const lost = tray.show({ question: choosing ? null : open, words: choosing ? [] : said?.words ?? [], press, attach: files.attach });
  expect(open?.expects ?? "none", open?.sensitive, open?.options.length);
  if (lost) moving = true;
  if (moving && !choosing) focus();
}

/** Unless the person went elsewhere meanwhile. The messages of one answer may come one by one, the question last. */
function focus() {
  const here = document.activeElement;
  const free = here === document.body || byId("tray").contains(here);
  if (!free) moving = false;
  else if (answering || !question) tray.wait();
  else {
    tray.focus(question);
    moving = false;
  }
}

function title() {
  document.title = unread ? `(${unread}) ${word("office")}` : word("office");
}

let writingTimer = 0;
function writing(yes) {
  clearTimeout(writingTimer);
  byId("writing").hidden = true;
  if (yes) writingTimer = setTimeout(() => {
    const close = log.nearEnd();
    byId("writing").hidden = false;
    if (close) log.toEnd();
  }, 400);
}

// --- what the person does -----------------------------------------------------------------------------------------

function send(item) {
  if (over) return;
  if (!item.names) files.forgetRefused(); // they went on
  log.addPending(item);
  queue.add(item);
}

function say(text) {
  const masked = question?.sensitive && !answering;
  send({ id: newId(), path: "/chat/say", body: { text }, text: masked ? "•".repeat(Math.min(12, text.length)) : text });
}

function press(message, option) {
  if (answering) return; // a second tap of an eager thumb
  const item = { id: newId(), path: "/chat/press", body: { option: option.id }, text: option.label };
  const answers = message?.options.includes(option);
  answering = { item, message: answers ? message : null };
  moving = true;
  if (answers) log.settle(message.id, option.id);
  send(item);
  draw();
}

createComposer({
  say,
  tooLong() {
    const item = { id: newId(), text: `${byId("text").value.slice(0, 200)}…` };
    log.addPending(item);
    log.fail(item, word("too_large"), null);
  },
});

files.createFiles({
  handOver(entries) {
    moving = true;
    send({
      id: newId(), path: "/chat/sent", body: { files: entries.map((entry) => entry.key) }, text: "",
      names: entries.map((entry) => entry.name), thumbs: entries.map((entry) => entry.preview).filter(Boolean),
    });
  },
  changed: draw,
});

/** A button of the page's own. It is no word, which an officer would read as one. */
function act(what, label) {
  send({ id: newId(), path: "/chat/press", body: { option: `any.${what}` }, text: label });
}

createMenu({ act, end: () => byId("end-dialog").showModal() });
byId("language").addEventListener("click", (event) => act("language", event.currentTarget.textContent));
byId("end-dialog").addEventListener("click", (event) => {
  const dialog = event.currentTarget;
  const answer = event.target.closest("button")?.value;
  if (answer || event.target === dialog) dialog.close();
  if (answer === "yes") end();
});
byId("new-chat").addEventListener("click", () => location.reload());

// --- beginning and ending -----------------------------------------------------------------------------------------

/** Open the conversation, or begin one. Tabs do it one after the other, so that they find the same. */
async function begin() {
  stream?.stop(false);
  chat = "";
  after = 0;
  question = said = answering = null;
  offers.clear();
  log.clear();
  const loading = setTimeout(() => { byId("loading").hidden = false; }, 400);
  const start = new URLSearchParams(location.search).get("start"); // what a link says that they come for
  const came = start ? { start, id: newId() } : {};
  const open = () => ask("/chat/open", { zone: zone(), ...came });
  for (let tries = 0; ; tries++) {
    try {
      const { status, json } = await (navigator.locks ? navigator.locks.request("janji-open", open) : open());
      if (status === 200) {
        await take(json, false);
        if (start) history.replaceState(null, "", location.pathname); // said once: not again when it is loaded again
        break;
      }
      byId("loading").textContent = json.refused ?? word("failed");
      byId("loading").hidden = false;
    } catch { /* the banner says it */ }
    await pause(backoff(tries));
  }
  clearTimeout(loading);
  byId("loading").hidden = true;
  byId("scroll").setAttribute("aria-busy", "false");
  stream = follow({ after: () => after, take, gone, ended: leave });
}

async function end() {
  try {
    const { status } = await ask("/chat/end", {});
    if (status !== 200 && status !== 401) return;
  } catch { return; } // the banner says that nothing goes through
  stream?.stop(true);
  leave();
}

/** The desk does not know this browser any more. */
function gone() {
  stream?.stop(false);
  leave();
}

function leave() {
  over = true;
  stream?.stop(false);
  queue.clear();
  files.clear();
  writing(false);
  log.clear();
  document.querySelector("#scroll .notice").hidden = true;
  for (const id of ["composer", "tray", "chosen", "language", "menu-button"]) byId(id).hidden = true;
  byId("ended").hidden = false;
  byId("new-chat").focus();
}

addEventListener("beforeunload", (event) => { if (!over && (queue.length || files.isSending())) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { unread = 0; title(); } });
document.addEventListener("language", draw);

// The keyboard of an iPhone covers the page instead of making it smaller.
const seen = window.visualViewport;
function fit() {
  byId("page").style.setProperty("--seen", `${seen.height}px`);
  const covered = seen.scale === 1 && innerHeight - seen.height > 120;
  byId("page").classList.toggle("keyboard", covered);
  if (covered) scrollTo(0, 0);
}
seen?.addEventListener("resize", fit);
seen?.addEventListener("scroll", fit);

begin();
