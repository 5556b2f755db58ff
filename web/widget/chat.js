// The conversation on the screen: deep-chat draws the frame of it, render.js what stands in each bubble.

import "./vendor/deep-chat.js";
import { make } from "./dom.js";
import { personMessage, serverMessage, showState, spoken } from "./render.js";
import { holdsUrdu } from "./texts.js";

const CHARACTER_LIMIT = 1000; // what the server takes
const ROOM_ABOVE_PX = 10;
const SEND_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="currentColor">' +
  '<path d="M3.4 20.4 21 12.9a1 1 0 0 0 0-1.8L3.4 3.6a.8.8 0 0 0-1.1 1l2.2 6.3 8.6 1.1-8.6 1.1-2.2 6.3a.8.8 0 0 0 1.1 1z"/></svg>';

async function sharedSheet() {
  const response = await fetch(new URL("messages.css", import.meta.url));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
}

export class Chat {
  /**
   * @param {HTMLElement} place where the chat is put
   * @param {import("./conversation.js").Conversation} conversation
   * @param {Function} texts the widget's strings
   * @param {(text: string) => void} announce says a text to a screen reader
   * @param {{welcome: string, asks: string[]}} greeting what stands there before the first word
   */
  constructor(place, conversation, texts, announce, greeting) {
    this.conversation = conversation;
    this.texts = texts;
    this.announce = announce;
    this.greeting = greeting;
    this.items = new Map(); // outbox key → its article
    this.typing = false;
    this.slots = 0; // how many were made: gives each its name
    this.element = this.build();
    place.append(this.element);
  }

  /** Draws it; resolves when it can be used. */
  async start() {
    const [sheet] = await Promise.all([sharedSheet(), this.rendered]);
    this.root.adoptedStyleSheets = [...this.root.adoptedStyleSheets, sheet];
    this.labelParts();
    this.listen();
    if (this.conversation.session) this.reset();
  }

  get root() {
    return this.element.shadowRoot;
  }

  build() {
    const chat = document.createElement("deep-chat");
    // Naming a font also keeps deep-chat from asking a font host for its own.
    Object.assign(chat.style, { fontFamily: "inherit", fontSize: "inherit", width: "100%", height: "100%", border: "0px solid", backgroundColor: "transparent" });
    Object.assign(chat, {
      connect: { handler: (body, signals) => this.typed(body, signals) },
      displayLoadingBubble: { toggle: () => {} },
      textInput: { characterLimit: CHARACTER_LIMIT, placeholder: { text: this.texts("widget_placeholder") } },
      defaultInput: { text: this.conversation.store.draft },
      submitButtonStyles: { submit: { svg: { content: SEND_ICON } }, position: "outside-end" },
      onInput: ({ content }) => this.keepDraft(content.text ?? ""),
    });
    chat.setAttribute("dir", this.texts.direction);
    this.rendered = new Promise((done) => (chat.onComponentRender = () => done()));
    return chat;
  }

  /** Names for a screen reader and keys for the keyboard, where deep-chat has none. */
  labelParts() {
    const { log } = this;
    log.setAttribute("role", "log");
    log.setAttribute("aria-live", "off"); // announce() speaks, so that nothing is said twice
    log.setAttribute("aria-label", this.texts("widget_conversation"));
    log.tabIndex = 0;
    const input = this.input;
    input.setAttribute("aria-multiline", "true");
    input.setAttribute("enterkeyhint", "send");
    input.dir = "auto";
    const send = this.root.querySelector("#input .input-button");
    send.setAttribute("aria-label", this.texts("widget_send"));
    send.title = this.texts("widget_send");
  }

  keepDraft(text) {
    this.conversation.store.draft = text;
    this.input.classList.toggle("nastaliq", holdsUrdu(text));
  }

  get input() {
    return this.root.querySelector("#text-input");
  }

  listen() {
    const on = (type, react) => this.conversation.addEventListener(type, (event) => react(event.detail));
    on("cleared", () => this.clear());
    on("reset", () => this.reset());
    on("item", (item) => this.showItem(item));
    on("typing", (is) => this.showTyping(is));
    on("message", (message) => this.receive(message));
  }

  /** deep-chat took a text from the input and has drawn it its own way: ours takes its place. */
  typed(body, signals) {
    const text = body.messages?.at(-1)?.text ?? "";
    const bubbles = this.root.querySelectorAll(".user-message-text");
    this.slotOfNext = bubbles[bubbles.length - 1];
    this.conversation.send({ text });
    signals.onResponse([]); // free for the next message; the answer comes by the conversation's events
  }

  /** A new bubble of deep-chat's for one of our articles. */
  slot(role) {
    const name = `slot-${(this.slots += 1)}`;
    this.element.addMessage({ role, html: `<div class="${name}"></div>` });
    return this.root.querySelector(`.${name}`).closest(".message-bubble");
  }

  put(article, role, taken) {
    const bubble = taken ?? this.slot(role);
    this.dropRepeatedTime(article);
    bubble.classList.add("ours");
    bubble.replaceChildren(article);
    return article;
  }

  /** Shows a message that came in; who reads further up is not torn away by one that was pushed. */
  receive(message) {
    const isAnswer = this.conversation.sending;
    const follows = isAnswer || this.isEndInSight();
    const article = this.add(message);
    if (!isAnswer) this.beginning = article;
    if (follows) this.bringIntoSight();
    if (message.author !== "person") this.announce(spoken(message, this.texts));
  }

  get log() {
    return this.root.querySelector("#messages");
  }

  isEndInSight() {
    const last = [...this.log.querySelectorAll(".message")].at(-1);
    return !last || last.getBoundingClientRect().top < this.log.getBoundingClientRect().bottom;
  }

  /** Scrolls to the end, but not past the beginning of the last exchange: a tall answer is read from its top. */
  bringIntoSight() {
    // Once deep-chat has done its own scrolling, which it puts off likewise.
    setTimeout(() => {
      const { log, beginning } = this;
      const above = beginning ? beginning.getBoundingClientRect().top - log.getBoundingClientRect().top - ROOM_ABOVE_PX : Infinity;
      log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, log.scrollTop + above);
    });
  }

  /** Of the messages of one minute the last alone shows its time. */
  dropRepeatedTime(article) {
    const [before, mine] = [this.latest, article].map((one) => one?.querySelector("time"));
    if (mine && before?.textContent === mine.textContent) before.remove();
    this.latest = article;
  }

  add(message, answeredWith) {
    if (message.author === "person") return this.put(personMessage(message, this), "user");
    return this.put(serverMessage(message, { texts: this.texts, press: (button) => this.press(button), answeredWith }), "ai");
  }

  press(button) {
    this.conversation.send({ press: button.id, title: button.title }, button.title);
    this.focus();
  }

  clear() {
    this.showTyping(false);
    this.items.clear();
    this.beginning = null;
    this.latest = null;
    this.element.clearMessages(true);
  }

  /** Draws the whole conversation anew. */
  reset() {
    const { messages, outbox } = this.conversation;
    this.clear();
    messages.forEach((message, index) => {
      const next = messages.slice(index + 1).find((one) => one.author === "person");
      const article = this.add(message, next?.text);
      if (message.author === "person") this.beginning = article;
    });
    if (!messages.length) this.greet();
    for (const item of outbox) this.showItem(item);
    this.bringIntoSight();
  }

  /** Before the first word: what the assistant is for, and things one may ask. */
  greet() {
    const ask = (text) => make("button", { type: "button", className: "press", dir: "auto", on: { click: () => this.conversation.send({ text }) } }, text);
    const article = serverMessage({ author: "bot", language: this.texts.language, text: this.greeting.welcome }, { texts: this.texts });
    article.append(make("div", { className: "buttons" }, ...this.greeting.asks.map(ask)));
    this.put(article, "ai");
  }

  showItem(item) {
    let article = this.items.get(item.key);
    if (!article && item.state === "sent") return; // taken up from another page load, and found in the history
    if (!article) {
      article = this.put(personMessage(item, this), "user", this.slotOfNext);
      this.slotOfNext = undefined;
      this.items.set(item.key, article);
      this.beginning = article;
    }
    showState(article, item, { texts: this.texts, retry: () => this.conversation.retry(item.key) });
    if (item.state === "failed") this.announce(this.texts("widget_not_sent"));
    if (item.state === "failed" || item.state === "waiting") this.element.scrollToBottom();
  }

  showTyping(is) {
    if (is === this.typing) return;
    this.typing = is;
    const toggle = this.element.displayLoadingBubble.toggle;
    if (is) {
      toggle({});
      this.announce(this.texts("widget_typing"));
    } else {
      toggle();
    }
  }

  /** Puts the cursor into the input; where that would bring up a keyboard over half the screen, stays with what was said. */
  focus() {
    if (matchMedia("(pointer: coarse)").matches) {
      this.log.focus({ preventScroll: true });
      return;
    }
    this.element.focusInput();
    this.input.focus({ preventScroll: true });
  }
}
