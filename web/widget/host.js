// The frame's side of the line to the shop's page: messages to and from the one origin that embed.js named.

const hostOrigin = new URLSearchParams(location.search).get("host");
const isEmbedded = window.parent !== window && Boolean(hostOrigin);

/** Whether a shop's page is around this frame (else it was opened by itself). */
export const embedded = isEmbedded;

/** Tells the shop's page something; it is lost when the page around us is not of the origin it said it is. */
export function tellHost(type, detail = {}) {
  if (isEmbedded) window.parent.postMessage({ ...detail, type: `hamrah:${type}` }, hostOrigin);
}

/** Listens to the shop's page: `react` has a function for each type of message. */
export function listenToHost(react) {
  window.addEventListener("message", (event) => {
    if (!isEmbedded || event.source !== window.parent || event.origin !== hostOrigin) return;
    const type = typeof event.data?.type === "string" ? event.data.type : "";
    if (type.startsWith("hamrah:") && Object.hasOwn(react, type.slice(7))) react[type.slice(7)](event.data);
  });
}
