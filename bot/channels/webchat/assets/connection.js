// Whether the desk can be reached, and asking it. One place, so that one banner says it.

const banner = document.getElementById("offline");
const waiters = new Set();
let lost = 0;

/** Something came through. */
export function up() {
  clearTimeout(lost);
  lost = 0;
  banner.hidden = true;
}

/** Something did not. A blink is not worth a banner. */
export function down() {
  if (!lost) lost = setTimeout(() => { banner.hidden = false; }, navigator.onLine ? 1500 : 0);
}

export const isDown = () => lost !== 0;

/** Wait, but not longer than until the network is said to be back or the person looks at the page again. */
export function pause(milliseconds) {
  return new Promise((resolve) => {
    const done = () => { clearTimeout(timer); waiters.delete(done); resolve(); };
    const timer = setTimeout(done, milliseconds);
    waiters.add(done);
  });
}

/** Seconds between tries: 1, 2, 4, 8, 15, a little uneven so that all pages don't come back in the same moment. */
export const backoff = (tries) => Math.min(15000, 1000 * 2 ** tries) * (0.75 + Math.random() / 2);

function wake() {
  for (const done of [...waiters]) done();
}

addEventListener("offline", down);
addEventListener("online", wake);
document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });

/** Ask the desk. Gives the status and the answer's JSON; throws when it could not be reached. */
export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Janji": "1" },
    body: JSON.stringify(body),
  };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 30000);
  try {
    const answer = await fetch(path, { ...options, signal: stop.signal, cache: "no-store" });
    if ([502, 503, 504].includes(answer.status)) throw new Error("not there now");
    const json = await answer.json().catch(() => ({}));
    up();
    return { status: answer.status, json };
  } catch (error) {
    down();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
