// What the browser keeps between two visits: a session's secret and messages not yet sent, for each identity apart.

const memory = new Map();

/** localStorage where the browser gives it to a frame, else this page's memory. */
function storage() {
  try {
    window.localStorage.getItem("hamrah");
    return window.localStorage;
  } catch {
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
    };
  }
}

function read(key) {
  try {
    return JSON.parse(storage().getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {
    // The browser's room is full: the conversation goes on, a reload may not find this.
  }
}

/**
 * Who a token speaks for, as a key of the store: never trusted, only kept apart.
 * @param {string|null} token the host site's token
 */
export function identityOf(token) {
  if (!token) return "guest";
  try {
    const payload = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return `${claims.iss ?? ""}|${claims.sub ?? ""}`;
  } catch {
    return "unreadable";
  }
}

/** The kept things of one identity. */
export class Store {
  constructor(identity) {
    this.prefix = `hamrah:${identity}:`;
  }

  /** The session's secret, or null. */
  get session() {
    return read(`${this.prefix}session`);
  }

  set session(secret) {
    write(`${this.prefix}session`, secret);
  }

  /** Messages typed but not yet taken by the server, oldest first. */
  get outbox() {
    const items = read(`${this.prefix}outbox`);
    return Array.isArray(items) ? items : [];
  }

  set outbox(items) {
    write(`${this.prefix}outbox`, items.length ? items : null);
  }

  /** What stands in the input, unsent. */
  get draft() {
    return read(`${this.prefix}draft`) ?? "";
  }

  set draft(text) {
    write(`${this.prefix}draft`, text || null);
  }

  /** Forgets all of it: on a shared computer the next person must not find it. */
  forget() {
    for (const name of ["session", "outbox", "draft"]) write(this.prefix + name, null);
  }
}
