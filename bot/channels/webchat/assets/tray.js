// The open question's answers, under the thumb.

import { fine, make } from "./make.js";
import { word } from "./words.js";

const tray = document.getElementById("tray");
let drawn = "";

/** `question`: the message whose answers these are, or null; `words`: the small ways out; `attach`: adds files. Whether
    the focus was in here, and was lost with what is gone. */
export function show({ question, words, press, attach }) {
  const key = JSON.stringify([question?.id, words.map((one) => one.id), word("photo")]);
  if (key === drawn) return false;
  drawn = key;
  const hadFocus = tray.contains(document.activeElement);
  const parts = [];
  const answers = [];
  if (question?.expects === "files") answers.push(...fileButtons(attach));
  for (const option of question?.options ?? []) answers.push(choice(option, () => press(question, option)));
  if (answers.length) parts.push(make("div", { className: "choices scrolls" }, ...answers));
  if (words.length) {
    const small = words.map((one) => make("button", { type: "button", text: one.label, onclick: () => press(question, one) }));
    const row = make("div", { className: "words", label: word("ways") }, ...small);
    row.setAttribute("role", "group");
    parts.push(row);
  }
  tray.replaceChildren(...parts);
  hint();
  tray.hidden = !parts.length;
  return hadFocus;
}

/** Go where the question is answered: to the field where something is to be typed, else to the first answer. Never to a
    way out; and where a finger types, not to the field: its keyboard would cover the question. */
export function focus(question) {
  const typed = ["text", "date", "number"].includes(question.expects);
  const answer = typed && fine.matches ? null : tray.querySelector(".choices button:not(:disabled)");
  (answer ?? document.getElementById(fine.matches ? "text" : "scroll")).focus({ preventScroll: !answer });
}

/** Wait for the next question where the answers of the last one were. */
export function wait() {
  if (!tray.hidden) tray.focus({ preventScroll: true });
}

/** A long list fades where there is more of it. */
function hint() {
  const list = tray.querySelector(".scrolls");
  list?.classList.toggle("more", list.scrollHeight - list.scrollTop - list.clientHeight > 8);
}

function choice(option, onclick) {
  const button = make("button", { type: "button", className: "choice", text: option.label, onclick });
  if (option.detail) button.append(make("span", { className: "detail", text: option.detail }));
  return button;
}

function fileButtons(attach) {
  const buttons = [
    make("button", { type: "button", className: "choice camera", text: word("photo"), onclick: () => attach("photo") }),
    make("button", { type: "button", className: "choice", text: word("choose"), onclick: () => attach("choose") }),
  ];
  if (document.getElementById("specimen-dialog")) {
    buttons.push(make("button", { type: "button", className: "choice", text: word("specimens"), onclick: () => attach("specimens") }));
  }
  return buttons;
}

tray.addEventListener("scroll", hint, { capture: true, passive: true });
new ResizeObserver(hint).observe(tray);
tray.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const buttons = [...tray.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement) + step];
  if (next) { next.focus(); event.preventDefault(); }
});
