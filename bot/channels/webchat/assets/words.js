// The page's own words, in the language that the person reads now.

let words = JSON.parse(document.body.dataset.words);
export let language = document.documentElement.lang;

export function word(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** The person has changed the language: fetch its words and put them on everything that says one. */
export async function speak(next) {
  if (next === language) return;
  const before = language;
  language = next;
  try {
    const answer = await fetch(`/chat/words/${encodeURIComponent(next)}`);
    if (!answer.ok) throw new Error(String(answer.status));
    words = await answer.json();
  } catch {
    language = before; // tried again with the next message
    return;
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `janji_language=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  document.documentElement.lang = next;
  document.title = word("office");
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  document.dispatchEvent(new Event("language"));
}

export function timeOf(instant) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(instant)
    .replace(/[AP]M$/, (half) => half.toLowerCase());
}

export function dayOf(instant) {
  const day = new Date(instant.getFullYear(), instant.getMonth(), instant.getDate());
  const now = new Date();
  const ago = Math.round((new Date(now.getFullYear(), now.getMonth(), now.getDate()) - day) / 86400000);
  if (ago === 0) return word("today");
  if (ago === 1) return word("yesterday");
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(day);
}
