// Making elements. Text goes in as text nodes, an address only when it has been looked at.

/** A small element maker: properties, then children (strings become text nodes). */
export function make(tag, { attributes = {}, on = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SAID_FOR_MS = 8_000;

/** Has a screen reader read a text: it stands in a live region for a moment. */
export function announce(region, text) {
  const line = make("p", {}, text);
  region.append(line);
  setTimeout(() => line.remove(), SAID_FOR_MS);
}

/** An address the page may load or lead to, or null: http(s) only, and for pictures our own origin only. */
export function safeAddress(address, { ownOriginOnly = false } = {}) {
  if (!address) return null;
  try {
    const url = new URL(address, location.href);
    if (!["https:", "http:"].includes(url.protocol)) return null;
    return ownOriginOnly && url.origin !== location.origin ? null : url.href;
  } catch {
    return null;
  }
}
