// A message's text: its lines, lists, bold words and links.

import { linked } from "./links.js";
import { make } from "./make.js";

const MARKS = /(?<![\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\p{L}\p{N}*])/gu;

const WHOLE = /^[^\s]{1,14}$/u; // a code is not broken at its hyphen

const NOTE = /^\s*[¹²³]/u; // stands below a list, not in it
const ITEM = /^\s*([•–-]|\d{1,2}[.)])\s+(.*)$/u;

/** A message's text: lines, hanging list items, *bold* and links. `plain`: what the person wrote, as it is. */
export function rich(text, plain) {
  if (plain) return make("div", { className: "text" }, ...text.split("\n").map((line) => make("div", line.trim() ? { text: line } : { className: "gap" })));
  let within = ""; // the mark of the list item that a line without one goes on with
  const lines = text.split("\n").map((line) => {
    const [, mark = within, rest = line] = ITEM.exec(line) ?? [];
    const goesOn = within && rest === line && !NOTE.test(line);
    within = line.trim() && (rest !== line || goesOn) ? mark : "";
    if (!line.trim()) return make("div", { className: "gap" });
    if (!within) return make("div", {}, ...marked(line));
    return make("div", { className: goesOn ? "item on" : "item" }, make("span", { text: `${mark} ` }), make("span", {}, ...marked(rest)));
  });
  return make("div", { className: "text" }, ...lines);
}

function marked(text) {
  const line = text.replace(/ (?=[¹²³])/gu, "\u00a0");
  const parts = [];
  let at = 0;
  for (const found of line.matchAll(MARKS)) {
    const className = WHOLE.test(found[1]) ? "whole" : "";
    parts.push(...linked(line.slice(at, found.index)), make("b", { className }, ...linked(found[1])));
    at = found.index + found[0].length;
  }
  return [...parts, ...linked(line.slice(at))];
}
