// What is new, as it comes: one event stream for all tabs of a browser. The tab that holds the lock has the stream and
// tells the others; where streams don't pass (some proxies), the page asks every few seconds.

import { ask, backoff, down, pause, up } from "./connection.js";

const STALE = 50000; // ms without a sign of life: the desk gives one every 20 s
const POLL = 4000;
const LOCK = "janji-stream";

/** Calls: `after()` the cursor; `take(envelope)`; `gone()`; `ended()`: another tab ended the chat. */
export function follow(calls) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("janji") : null;
  let heard = Date.now();
  let source = null;
  let stopped = false;

  const tell = (message) => channel?.postMessage(message);

  if (channel) channel.onmessage = ({ data }) => {
    heard = Date.now();
    if (data.messages) calls.take(data);
    if (data.ended) calls.ended();
  };

  async function poll() {
    const { status, json } = await ask(`/chat/messages?after=${calls.after()}`);
    if (status === 200) calls.take(json);
    if (status === 401) calls.gone();
  }

  /** Resolves when the stream has broken, to whether it had ever been open. */
  function listen() {
    return new Promise((resolve) => {
      let opened = false;
      source = new EventSource(`/chat/stream?after=${calls.after()}`);
      const mine = source;
      const watch = setInterval(() => { if (Date.now() - heard > STALE) end(); }, 5000);
      const end = () => { clearInterval(watch); mine.close(); resolve(opened); };
      const alive = () => { heard = Date.now(); tell({}); };
      heard = Date.now();
      mine.onopen = () => { opened = true; up(); alive(); };
      mine.addEventListener("alive", alive);
      mine.addEventListener("messages", (event) => {
        alive();
        const envelope = JSON.parse(event.data);
        tell(envelope);
        calls.take(envelope);
      });
      mine.onerror = end;
      mine.stop = end;
    });
  }

  async function lead(released) {
    let tries = 0;
    while (!stopped && !released.now) {
      tries = (await listen()) ? 0 : tries + 1;
      if (stopped || released.now) break;
      // Fetch what the break hid, and go on fetching while only the stream fails.
      const reopen = Date.now() + Math.min(60000, tries * 10000);
      let lost = 0;
      do {
        try {
          await poll();
          lost = 0;
          if (Date.now() < reopen) await pause(POLL);
        } catch {
          down();
          await pause(backoff(lost++));
        }
      } while (!stopped && !released.now && (lost || Date.now() < reopen));
    }
  }

  /** Hold the lock for as long as the page lives. A frozen tab can hold it too: then it is taken from it. */
  async function take(steal) {
    const released = { now: false };
    try {
      await navigator.locks.request(LOCK, steal ? { steal } : {}, () => lead(released));
    } catch { // taken by a tab that is looked at
      released.now = true;
      source?.stop();
      if (!stopped) take(false);
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || stopped) return;
    poll().catch(() => {});
    if (navigator.locks && Date.now() - heard > STALE) take(true);
  });
  addEventListener("online", () => { if (!stopped) poll().catch(() => {}); });
  addEventListener("offline", () => source?.stop());

  if (navigator.locks) take(false);
  else lead({ now: false });

  return {
    stop(told) {
      stopped = true;
      source?.stop();
      if (told) tell({ ended: true });
    },
  };
}
