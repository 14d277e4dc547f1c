// What the person sent, on its way to the desk: one after the other, kept until it has arrived. A try again carries the
// same id, so the desk takes it once. It lives in memory only: a shared computer keeps nothing.

import { ask, backoff, isDown, pause, zone } from "./connection.js";

const TRIES = 4; // of a desk that answers, but not well

/** Calls: `after()` the cursor; `took(envelope, item)`; `refused(item, sentence, again)`; `late(item)`; `gone()`; `busy(yes)`. */
export function createQueue(calls) {
  const items = [];
  let running = false;

  async function run() {
    if (running) return;
    running = true;
    while (items.length) {
      await deliver(items[0]);
      items.shift();
    }
    running = false;
  }

  async function deliver(item) {
    for (let tries = 0; ; tries++) {
      let answer;
      calls.busy(true);
      try {
        answer = await ask(item.path, { ...item.body, id: item.id, after: calls.after(), zone: zone() });
      } catch {
        calls.busy(false);
        for (const waiting of items) calls.late(waiting);
        await pause(backoff(tries));
        continue;
      }
      calls.busy(false);
      if (answer.status === 200) return calls.took(answer.json, item);
      if (answer.status === 401) return calls.gone();
      if (answer.status < 500) return calls.refused(item, answer.json.refused, answer.json.again);
      if (tries >= TRIES) return calls.refused(item, undefined, true);
      await pause(backoff(tries));
    }
  }

  return {
    add(item) {
      items.push(item);
      if (running && isDown()) calls.late(item);
      run();
    },
    clear() { items.length = 0; },
    get length() { return items.length; },
  };
}
