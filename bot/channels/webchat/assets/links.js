// What of a text can be tapped: only what the office's own settings hold. What somebody typed never becomes a link.

import { make } from "./make.js";

const { exact, hosts } = JSON.parse(document.body.dataset.links);

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const anyOf = (texts) => [...texts].sort((one, other) => other.length - one.length).map(escaped).join("|");

const BEFORE = "(?<![\\p{L}\\p{N}_@.:/+#?=&%\\\\-])";
const AFTER = "(?![\\p{L}\\p{N}_\\\\]|[.:@-]+[\\p{L}\\p{N}])"; // not evisa.example.org.elsewhere.net
const PATH = "(?:/(?:[^\\s<>\"'*]*[^\\s<>\"'*.,;:!?)\\]])?)?";
const parts = [
  Object.keys(exact).length && anyOf(Object.keys(exact)),
  hosts.length && `(?:https://)?(?:${anyOf(hosts)})${PATH}`,
].filter(Boolean);
const FOUND = parts.length ? new RegExp(`${BEFORE}(?:${parts.join("|")})${AFTER}`, "gu") : /(?!)/g;

/** The text, with its links as elements. */
export function linked(text) {
  const made = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(FOUND)) {
    made.push(text.slice(at, index), linkTo(found));
    at = index + found.length;
  }
  made.push(text.slice(at));
  return made.filter((part) => part !== "");
}

function linkTo(text) {
  if (Object.hasOwn(exact, text)) return make("a", { href: exact[text], text });
  const url = new URL(text.startsWith("https://") ? text : `https://${text}`);
  if (url.protocol !== "https:" || !hosts.includes(url.host) || url.username) return text;
  return make("a", { href: url.href, text, target: "_blank", rel: "noopener noreferrer" });
}
