// Builds what stands in the conversation out of DOM nodes. All that comes from the server or the person
// goes in as text or as a checked address, never as markup.

import { make, safeAddress } from "./dom.js";
import { directionOf, directionOfText, holdsUrdu } from "./texts.js";

/** When a message came: the hour, and the day too when it was not today. */
function timeOf(at, texts) {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return null;
  const hour = new Intl.DateTimeFormat("en-PK", { hour: "numeric", minute: "2-digit" }).format(when);
  const element = make("time", { dateTime: when.toISOString(), dir: texts.direction });
  if (when.toDateString() !== new Date().toDateString()) {
    const locale = texts.language === "ur" ? "ur-PK-u-nu-latn" : "en-PK";
    element.append(new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(when), " ");
  }
  element.append(make("bdi", { dir: "ltr" }, hour));
  return element;
}

const SUBTITLE_ROOM = 52; // characters, two or three lines
const LATIN_RUN = /[#@+]?[A-Za-z0-9](?:[\w .,:/@+#'-]*[A-Za-z0-9])?/g;

const CODE = /[A-Za-z]+-\d+/g;

/** A text in parts, with what a pattern finds in it wrapped. */
function wrapped(text, pattern, wrap) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    parts.push(text.slice(end, found.index), wrap(found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

/** A right-to-left text with its Latin words and numbers kept in their own order ("#1042" stays "#1042"). */
function isolated(text) {
  return wrapped(text, LATIN_RUN, (run) => make("bdi", {}, run));
}

/** A text in which a code ("T-10242") does not break after its hyphen at the end of a line. */
function unbroken(text) {
  return wrapped(text, CODE, (code) => make("span", { className: "unbroken" }, code));
}

/** A bubble. It stands on its author's side of the page; only the words in it run in their own direction. */
function bubble(content, text, direction, language) {
  const script = holdsUrdu(text) ? " nastaliq" : "";
  return make("div", { className: `text${script}` }, make("p", { dir: direction, lang: language ?? "" }, ...content));
}

/** One button that tells the server its opaque id; `siblings` go dead with it. */
function pressButton(button, press, siblings) {
  const script = holdsUrdu(button.title) ? " nastaliq" : "";
  const element = make("button", { type: "button", className: `press${script}`, dir: "auto" }, button.title);
  element.addEventListener("click", () => {
    markPressed(element, siblings());
    press(button);
  });
  return element;
}

function markPressed(element, all) {
  element.classList.add("pressed");
  element.setAttribute("aria-pressed", "true");
  for (const one of all) one.disabled = true;
}

function buttonRow(buttons, direction, context) {
  if (!buttons?.length) return null;
  const row = make("div", { className: "buttons", dir: direction, attributes: { role: "group" } });
  const siblings = () => row.querySelectorAll("button");
  for (const button of buttons) {
    const element = pressButton(button, context.press, siblings);
    row.append(element);
    if (button.title === context.answeredWith) markPressed(element, []);
  }
  if (context.answeredWith !== undefined && row.querySelector(".pressed")) {
    for (const element of siblings()) element.disabled = true;
  }
  return row;
}

function picture(address, className, description) {
  const source = safeAddress(address, { ownOriginOnly: true });
  if (!source) return null;
  const image = make("img", { className, src: source, alt: description, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.remove());
  return image;
}

/** As much of a text as a card has room for, cut between words: within one, Urdu letters would lose their shapes. */
function shortened(text, room = SUBTITLE_ROOM) {
  if (text.length <= room) return text;
  const whole = text.slice(0, text.lastIndexOf(" ", room));
  return `${whole.replace(/[\s،,؛;:.۔–-]+$/u, "")}\u00a0…`;
}

/** The buttons of a card; none where it has none. */
function cardButtons(owner, context) {
  if (!owner.buttons?.length) return [];
  const row = make("div", { className: "card-buttons" });
  for (const button of owner.buttons) {
    const single = pressButton(button, context.press, () => [single]);
    // The title says what the button is about, to somebody who hears but does not see the card.
    single.setAttribute("aria-label", `${button.title}: ${owner.title}`);
    row.append(single);
  }
  return [row];
}

function isFacts(one) {
  return one.kind === "facts";
}

/** A card of labelled rows. It runs as the language of the message does: a Latin value in it is isolated already. */
function factsCard(facts, direction, context) {
  const script = (text) => (holdsUrdu(text) ? "nastaliq" : "");
  const rows = (facts.rows ?? []).map(({ label, value }) => make("div", { className: "fact" },
    make("dt", { className: script(label) }, label),
    make("dd", { className: script(value) }, value)));
  return make("section", { className: "facts", dir: direction, attributes: { "aria-label": facts.title } },
    make("h2", { className: script(facts.title) }, facts.title),
    make("dl", {}, ...rows),
    ...cardButtons(facts, context));
}

/** Something for sale; or, without a picture, something to see to, which runs as the language of the message does. */
function card(product, direction, context) {
  const image = picture(product.picture, "", "");
  const runs = product.picture ? "auto" : direction;
  const url = safeAddress(product.url);
  const title = make("h2", { dir: runs, className: holdsUrdu(product.title) ? "nastaliq" : "" });
  // _parent: the shop's own page goes there, not the frame.
  const link = url ? make("a", { href: url, target: "_parent", rel: "noopener" }) : make("span");
  link.append(product.title);
  title.append(link);
  const element = make("li", { className: product.picture ? "card" : "card plain" });
  if (product.picture) element.append(make("div", { className: "card-picture" }, image));
  element.append(title);
  if (product.subtitle) {
    const script = holdsUrdu(product.subtitle) ? "nastaliq" : "";
    element.append(make("p", { className: `subtitle ${script}`, dir: runs, title: product.subtitle }, shortened(product.subtitle)));
  }
  if (product.price) {
    const script = holdsUrdu(product.price) ? "nastaliq" : "";
    element.append(make("p", { className: `price ${script}`, dir: runs }, product.price));
  }
  if (product.note && !product.picture) {
    const script = holdsUrdu(product.note) ? "nastaliq" : "";
    element.append(make("p", { className: `note ${script}`, dir: runs }, product.note));
  }
  element.append(...cardButtons(product, context));
  return element;
}

function cardShelf(cards, direction, context) {
  if (!cards?.length) return null;
  const label = context.texts("widget_products");
  const attributes = { tabindex: "0", "aria-label": label };
  return make("ul", { className: "cards", dir: direction, attributes }, ...cards.map((product) => card(product, direction, context)));
}

/** Whose words a message of the server's is: a member of staff by name, where it is known. */
function speaker(message, texts) {
  if (message.author !== "staff") return texts("widget_bot");
  return [message.name, texts("widget_staff")].filter(Boolean).join(" · ");
}

/** The line over a person's words; a name in Latin letters does not turn it round. */
function author(message, texts) {
  const name = message.name ? [make("bdi", {}, message.name), " · "] : [];
  return make("div", { className: "author", dir: texts.direction }, ...name, texts("widget_staff"));
}

/** What a member of staff types runs as its first letter says: they need not write in the conversation's language. */
function directionOfWords(message) {
  return message.author === "staff" ? directionOfText(message.text) : directionOf(message.language);
}

/** The text of a message. What the bot says comes with its Latin parts isolated, what people type does not. */
function wordsOf(message) {
  const isTyped = message.author === "staff" && directionOfWords(message) === "rtl";
  return isTyped ? isolated(message.text) : unbroken(message.text);
}

/** A line between the bubbles that tells who has the conversation now, and what can be done about that. */
function notice(message, direction, context) {
  const script = holdsUrdu(message.text) ? " nastaliq" : "";
  const article = make("article", { className: "message notice" });
  article.append(make("p", { className: `notice-text${script}`, dir: direction, lang: message.language ?? "" }, message.text));
  const row = buttonRow(message.buttons, direction, context);
  if (row) article.append(row);
  return article;
}

/**
 * A message of the bot or of a member of staff.
 * @param {object} message as the protocol has it
 * @param {{texts: Function, press: Function, answeredWith?: string}} context `answeredWith`: the text the
 *   person sent next, which tells after a reload which button was pressed
 */
export function serverMessage(message, context) {
  const direction = directionOf(message.language);
  if (message.notice) return notice(message, direction, context);
  const who = speaker(message, context.texts);
  const article = make("article", { className: `message ${message.author}` });
  article.setAttribute("aria-label", who);
  if (message.author === "staff") article.append(author(message, context.texts));
  const facts = (message.cards ?? []).filter(isFacts);
  // The text says what stands in the card too, for where no cards are shown.
  if (message.text && !facts.length) article.append(bubble(wordsOf(message), message.text, directionOfWords(message), message.language));
  const image = picture(message.image, "sent-image", context.texts("widget_image"));
  const shelf = cardShelf(message.cards?.filter((one) => !isFacts(one)), direction, context);
  article.append(...facts.map((one) => factsCard(one, direction, context)));
  const row = buttonRow(message.buttons, direction, context);
  const time = timeOf(message.at, context.texts);
  article.append(...[image, shelf, row, time].filter(Boolean));
  return article;
}

/** What the person typed or pressed, as the server has it. */
export function personMessage(message, context) {
  const article = make("article", { className: "message person", attributes: { "aria-label": context.texts("widget_you") } });
  const direction = directionOfText(message.text);
  const content = direction === "rtl" ? isolated(message.text) : [message.text];
  const time = timeOf(message.at, context.texts);
  article.append(bubble(content, message.text, direction), ...(time ? [time] : []));
  return article;
}

const REASONS = { slow_down: "widget_slow_down", too_long: "widget_too_long", too_large: "widget_too_long" };

/** Shows on a person's message how far it has come; `retry` is called when they ask for another try. */
export function showState(article, item, { texts, retry }) {
  article.querySelector(".state")?.remove();
  article.classList.toggle("unsent", item.state === "waiting" || item.state === "failed");
  if (item.state === "sending" || item.state === "sent") return;
  const state = make("div", { className: "state", dir: texts.direction });
  const said = item.state === "failed" ? (REASONS[item.reason] ?? "widget_not_sent") : "widget_waiting";
  state.append(make("span", {}, texts(said)));
  const again = make("button", { type: "button", className: "retry", on: { click: retry } }, texts("widget_retry"));
  state.append(again);
  article.append(state);
}

/** What a screen reader is told when a message comes in. */
export function spoken(message, texts) {
  const who = speaker(message, texts);
  const products = (message.cards ?? []).filter((one) => !isFacts(one)).map((one) => [one.title, one.price].filter(Boolean).join(", "));
  const buttons = (message.buttons ?? []).map((one) => one.title);
  return [`${who}: ${message.text ?? ""}`, ...products, buttons.join(", ")].filter(Boolean).join(". ");
}
