// The private page for a paper: pages chosen, sent one by one, then handed over together; the chat goes on by itself.

import { ask, backoff, newId, pause } from "./connection.js";
import { attach, createFiles } from "./files.js";
import { word } from "./words.js";

const here = document.body.dataset.page;
const choosing = document.getElementById("choosing");
const done = document.getElementById("done");
const status = document.getElementById("status");
const AGAIN = { 429: 9, 500: 4 }; // what may be over soon, and how often it is asked

createFiles({ handOver, changed });

for (const button of choosing.querySelectorAll("button")) button.addEventListener("click", () => attach(button.value));

/** The first two buttons give way to those of the list. */
function changed() {
  choosing.hidden = Boolean(document.querySelector("#chosen .buttons:not([hidden])"));
}

/** The same id until it is known that it arrived. */
async function handOver(entries) {
  const given = { id: newId(), files: entries.map((entry) => entry.key) };
  choosing.hidden = done.hidden = true;
  say(word("handing_over"));
  for (let tries = 0; ; tries++) {
    try {
      const { status: code, json } = await ask(`${here}/done`, given);
      if (code === 200) return end(entries);
      say(json.refused ?? word("failed"));
      if (tries >= (AGAIN[code] ?? 0)) { choosing.hidden = false; return; }
    } catch { /* asked again */ }
    await pause(backoff(tries));
  }
}

function say(text) {
  status.textContent = text;
  status.hidden = !text;
}

function end(entries) {
  for (const entry of entries) if (entry.preview) URL.revokeObjectURL(entry.preview);
  say("");
  const whole = !document.querySelector("#chosen .file"); // else another can be chosen for what was refused
  document.getElementById("asked").hidden = choosing.hidden = whole;
  done.hidden = false;
  done.focus();
}
