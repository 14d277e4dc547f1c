// Where the person writes.

import { fine } from "./make.js";
import { language, word } from "./words.js";

const form = document.getElementById("composer");
const text = document.getElementById("text");
const send = document.getElementById("send");
const calendar = document.getElementById("calendar");
const date = document.getElementById("date");
const HINTS = { choice: "write_choice", date: "write_date", number: "write_number", files: "write_files" };
const MOST = 150000; // bytes; the desk reads a little more

/** Calls: `say(text)`; `tooLong()`. */
export function createComposer({ say, tooLong }) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (!written) return;
    if (new Blob([written]).size > MOST) return tooLong();
    text.value = "";
    fit();
    say(written);
    if (document.activeElement !== text) text.focus({ preventScroll: true });
  });
}

/** Fit the field to what is asked. */
export function expect(kind, sensitive, options) {
  const hint = word(kind === "choice" && !options ? "write" : HINTS[kind] ?? "write");
  text.placeholder = hint;
  text.setAttribute("aria-label", hint);
  text.inputMode = kind === "number" ? "numeric" : "text";
  text.spellcheck = !sensitive;
  text.setAttribute("autocorrect", sensitive ? "off" : "on");
  text.autocapitalize = sensitive ? "off" : "sentences";
  calendar.hidden = kind !== "date" || !date.showPicker;
}

function fit() {
  send.disabled = !text.value.trim();
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

text.addEventListener("input", fit);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

calendar.addEventListener("click", () => date.showPicker());
date.addEventListener("change", () => {
  if (!date.value) return;
  const [year, month, day] = date.value.split("-").map(Number);
  text.value = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { day: "numeric", month: "long", year: "numeric" })
    .format(new Date(year, month - 1, day));
  date.value = "";
  fit();
  (fine.matches ? text : send).focus();
});

fit();
