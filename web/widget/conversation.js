// One person's conversation with the server: session, outbox, pushed messages. It touches no DOM.
//
// Events (CustomEvent, `detail` in brackets): "cleared" (somebody else speaks now), "reset", "message" (one of the server's),
// "item" (an outbox item: new or changed), "typing" (boolean), "connection" ("online" | "offline"),
// "signed-out" (the server's word).

import { ApiError, Unreachable, openSession, sendEvent, sendMessage, waitForMessages } from "./api.js";
import { Store, identityOf } from "./store.js";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A random key, where the page may also be served without TLS (crypto.randomUUID needs it). */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Conversation extends EventTarget {
  constructor() {
    super();
    this.generation = 0; // grows with each change of identity; what an older one started is dropped
    this.session = null;
    this.events = []; // what the person did in the shop, not yet told
    this.useIdentity(null);
    window.addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Makes the token's owner (null: a guest) the one who speaks; true when that is somebody else than before. */
  useIdentity(token) {
    const identity = identityOf(token);
    this.token = token;
    if (identity === this.identity) return false;
    this.identity = identity;
    this.generation += 1;
    this.store = new Store(identity);
    this.session = null;
    this.opening = null;
    this.last = 0;
    this.apps = []; // messaging apps in which this conversation can go on
    this.messages = []; // all that the server holds and this browser knows, oldest first
    this.seen = new Set();
    this.echoes = 0; // own messages taken by the server that have not yet come back among its messages
    this.outbox = this.store.outbox.map((item) => ({ ...item, state: "waiting" }));
    this.sending = false;
    this.stopPolling();
    this.tell("cleared");
    return true;
  }

  /** Whether there is anything to take up again without the person having opened the chat. */
  get isKnown() {
    return Boolean(this.token || this.store.session || this.outbox.length);
  }

  /** Opens or resumes the session once; every caller gets the same promise. */
  open() {
    this.opening ??= this.openUntilDone(this.generation);
    return this.opening;
  }

  async openUntilDone(generation) {
    for (let wait = FIRST_PAUSE_MS; generation === this.generation; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        const answer = await openSession(this.token, this.store.session);
        if (generation === this.generation) this.begin(answer);
        return;
      } catch (error) {
        if (generation !== this.generation) return;
        if (error instanceof ApiError && error.status === 401) {
          if (this.dropOldSession(error.code)) continue;
          this.opening = null;
          this.tell("signed-out", error.code);
          return;
        }
        this.tell("connection", "offline");
        await this.sleep(error.retryAfter ? error.retryAfter * 1000 : wait);
      }
    }
  }

  /** True when it was not the token but the kept secret that the server refused, which is then dropped. */
  dropOldSession(code) {
    if (!this.store.session || (this.token && code.startsWith("token"))) return false;
    this.store.session = null;
    return true;
  }

  begin(answer) {
    this.session = answer.session;
    this.store.session = answer.session;
    this.last = answer.last ?? 0;
    this.apps = answer.apps ?? [];
    this.messages = answer.messages;
    this.echoes = 0;
    this.dropDelivered(answer.messages);
    this.seen = new Set(answer.messages.map((message) => message.id));
    this.tell("connection", "online");
    this.tell("reset");
    this.flushEvents();
    this.deliver();
    this.poll();
  }

  /** A message whose answer was lost on the way may have arrived all the same. */
  dropDelivered(messages) {
    for (const item of [...this.outbox]) {
      const twin = messages.find((m) => m.author === "person" && m.id > item.after && m.text === item.text);
      if (!twin || this.seen.has(twin.id)) continue;
      this.seen.add(twin.id);
      this.leaveOutbox(item);
    }
  }

  leaveOutbox(item) {
    this.outbox = this.outbox.filter((one) => one !== item);
    this.store.outbox = this.outbox;
    this.setState(item, "sent");
  }

  /** Puts a typed text or a pressed button into the outbox; it stays there until the server has it. */
  send(body, title = body.text) {
    const item = { key: newKey(), body, text: title, after: this.last, at: new Date().toISOString(), state: "sending" };
    this.outbox.push(item);
    this.store.outbox = this.outbox;
    this.tell("item", item);
    this.open().then(() => this.deliver());
    return item;
  }

  /** Tries a refused message again. */
  retry(key) {
    const item = this.outbox.find((one) => one.key === key);
    if (!item) return;
    item.state = "waiting";
    this.deliver();
  }

  /** Sends what waits, oldest first, one at a time. */
  async deliver() {
    if (this.sending || !this.session) return;
    const generation = this.generation;
    this.sending = true;
    this.stopPolling(); // so that its own message does not come back on the other line while it is on its way
    for (let item = this.nextItem(); item; item = this.nextItem()) {
      await this.deliverOne(item, generation);
      if (generation !== this.generation) return;
    }
    this.sending = false;
    this.tell("typing", false);
    this.poll();
  }

  nextItem() {
    return this.session ? this.outbox.find((item) => item.state !== "failed") : undefined;
  }

  async deliverOne(item, generation) {
    this.setState(item, "sending");
    this.tell("typing", true);
    try {
      await this.flushEvents(); // what is asked about was done before it was asked
      const answer = await sendMessage(this.session, item.body, item.key);
      if (generation === this.generation) this.delivered(item, answer);
    } catch (error) {
      if (generation === this.generation) await this.notDelivered(item, error);
    }
  }

  delivered(item, answer) {
    this.leaveOutbox(item);
    this.echoes += 1;
    this.tell("typing", false);
    this.tell("connection", "online");
    // `last` stays where listening left it: a message pushed while this one was answered may lie in between.
    this.receive(answer.messages);
  }

  async notDelivered(item, error) {
    this.tell("typing", false);
    if (error instanceof Unreachable) {
      this.setState(item, "waiting");
      this.tell("connection", "offline");
      await this.sleep(this.nextPause());
    } else if (error.status === 401 && !item.reopened) {
      item.reopened = true;
      this.setState(item, "waiting");
      await this.reopen();
    } else {
      item.reason = error.code;
      this.setState(item, "failed");
    }
  }

  setState(item, state) {
    item.state = state;
    this.tell("item", item);
  }

  nextPause() {
    this.failures = (this.failures ?? 0) + 1;
    return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.failures - 1, 4), LONGEST_PAUSE_MS);
  }

  receive(messages = []) {
    this.failures = 0;
    for (const message of messages) {
      if (this.seen.has(message.id)) continue;
      this.seen.add(message.id);
      this.messages.push(message);
      if (message.author === "person" && this.echoes > 0) this.echoes -= 1; // it stands there already
      else this.tell("message", message);
    }
    this.messages.sort((one, other) => one.id - other.id);
  }

  /** Notes what the person did in the shop; opens a session for it if there is none. */
  note(event) {
    this.events.push(event);
    this.open().then(() => this.flushEvents());
  }

  /** Tells what was noted, in the order it was done in; every caller gets the same promise. */
  flushEvents() {
    this.flushing ??= this.tellEvents().finally(() => (this.flushing = null));
    return this.flushing;
  }

  async tellEvents() {
    while (this.session && this.events.length) {
      const event = this.events.shift();
      // A lost look at a product is no loss worth a second try.
      await sendEvent(this.session, event).catch(() => {});
    }
  }

  stopPolling() {
    this.polling?.abort();
    this.polling = null;
  }

  /** Listens for pushed messages for as long as the page is seen and nothing is being sent. */
  async poll() {
    if (this.polling || this.sending || !this.session || document.hidden) return;
    const mine = new AbortController();
    this.polling = mine;
    const isMine = () => this.polling === mine;
    while (isMine() && !document.hidden) {
      try {
        const answer = await waitForMessages(this.session, this.last, mine.signal);
        if (!isMine()) return;
        this.tell("connection", "online");
        this.dropDelivered(answer.messages ?? []);
        this.receive(answer.messages);
        this.last = Math.max(this.last, answer.last ?? 0);
      } catch (error) {
        if (!isMine()) return;
        if (error instanceof ApiError && error.status === 401) return this.reopen();
        if (error instanceof Unreachable) this.tell("connection", "offline");
        await this.sleep(error.retryAfter ? error.retryAfter * 1000 : this.nextPause());
      }
    }
    if (isMine()) this.polling = null;
  }

  reopen() {
    this.stopPolling();
    this.session = null;
    this.opening = null;
    return this.open();
  }

  /** Waits, but no longer than until the network comes back or the page is looked at again. */
  sleep(ms) {
    return Promise.race([pause(ms), new Promise((done) => (this.rouse = done))]);
  }

  wake() {
    this.rouse?.();
    if (!document.hidden) this.poll();
  }

  /** Ends this identity's conversation in this browser. */
  forget() {
    this.store.forget();
  }
}
