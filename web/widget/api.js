// The website channel's HTTP protocol, and nothing else.

/** The server answered, but not with what was asked for. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code the server's own word for it, such as "token_expired"
   * @param {number} retryAfter seconds the server asks to wait, 0 when it does not say
   */
  constructor(status, code, retryAfter) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: no network, or nothing within the deadline. */
export class Unreachable extends Error {}

const SEND_DEADLINE_MS = 30_000;
const POLL_WAIT_S = 25;

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

async function call(path, { method = "GET", headers = {}, body, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(path);
  }
  if (response.status === 204) return null;
  const answer = await readJson(response);
  if (response.ok) return answer;
  const wait = Number(response.headers.get("Retry-After")) || 0;
  throw new ApiError(response.status, typeof answer.error === "string" ? answer.error : "error", wait);
}

function bearer(session) {
  return { Authorization: `Bearer ${session}` };
}

/** Opens a conversation, or takes one up again by its secret. */
export function openSession(token, resume) {
  const signal = AbortSignal.timeout(SEND_DEADLINE_MS);
  return call("/chat/session", { method: "POST", body: { token, resume }, signal });
}

/**
 * Sends what the person typed or pressed.
 * @param {string} key the same for every try at one message, so that the server can drop a second one
 */
export function sendMessage(session, body, key) {
  const headers = { ...bearer(session), "Idempotency-Key": key };
  const signal = AbortSignal.timeout(SEND_DEADLINE_MS);
  return call("/chat/messages", { method: "POST", headers, body, signal });
}

/** Waits for messages after the one with this id; answers with none when nothing came. */
export function waitForMessages(session, after, signal) {
  const path = `/chat/messages?after=${encodeURIComponent(after)}&wait=${POLL_WAIT_S}`;
  return call(path, { headers: bearer(session), signal });
}

/** Makes a code that brings this conversation into a messaging app, with the way into each of them. */
export function makeLinkCode(session, language) {
  const signal = AbortSignal.timeout(SEND_DEADLINE_MS);
  return call("/chat/link-code", { method: "POST", headers: bearer(session), body: { language }, signal });
}

/** Tells what the person looked at (`{view: sku}`), looked for (`{search: words}`) or put in the cart (`{cart: sku}`). */
export function sendEvent(session, event) {
  const signal = AbortSignal.timeout(SEND_DEADLINE_MS);
  return call("/chat/events", { method: "POST", headers: bearer(session), body: event, signal });
}
