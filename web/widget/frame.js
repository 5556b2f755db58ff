// The frame: puts its parts together and speaks with the shop's page. The chat itself (and deep-chat, the
// heavy part) is loaded when it is first opened; pushed messages are counted before that.

import { Apps } from "./apps.js";
import { Conversation } from "./conversation.js";
import { announce, make } from "./dom.js";
import { embedded, listenToHost, tellHost } from "./host.js";
import { loadTexts } from "./texts.js";

const TOKEN_ASKED_EVERY_MS = 60_000; // a shop whose fresh tokens are refused too is not asked over and over
const part = (id) => document.getElementById(id);

const wanted = new URLSearchParams(location.search).get("lang") || "en";
const conversation = new Conversation();
let texts;
let chat;
let isOpen = false;
let unread = 0;
let tokenAskedAt = -Infinity;

function notice(text, actions = []) {
  const place = part("notice");
  place.replaceChildren();
  place.hidden = !text;
  if (!text) return;
  place.append(make("span", {}, text));
  for (const [label, act] of actions) place.append(make("button", { type: "button", on: { click: act } }, label));
}

function showUnread(count) {
  unread = count;
  const key = count === 1 ? "widget_new_message" : "widget_new_messages";
  tellHost("unread", { count, label: count ? texts(key, { count }) : "" });
}

async function dress() {
  texts = await loadTexts(wanted).catch(() => loadTexts("en"));
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.direction;
  document.title = texts("widget_title");
  part("title").textContent = texts("widget_title");
  part("subtitle").textContent = texts("widget_subtitle");
  const close = part("close");
  close.hidden = !embedded;
  close.title = texts("widget_close");
  close.setAttribute("aria-label", texts("widget_close"));
}

/** Draws the chat once, and opens the conversation. */
async function openChat() {
  isOpen = true;
  showUnread(0);
  if (!chat) {
    part("chat").classList.add("waiting");
    const { Chat } = await import("./chat.js");
    const asks = ["widget_ask_order", "widget_ask_suggestion", "widget_ask_problem"].map((key) => texts(key));
    chat ??= new Chat(part("chat"), conversation, texts, (text) => announce(part("announcer"), text), { welcome: texts("widget_welcome"), asks });
    chat.ready ??= chat.start();
    await chat.ready;
  }
  await conversation.open();
  part("chat").classList.remove("waiting");
  if (isOpen) chat.focus();
}

function closeChat() {
  isOpen = false;
  tellHost("close");
}

function goOnAsGuest() {
  notice("");
  conversation.useIdentity(null);
  conversation.open();
}

conversation.addEventListener("connection", ({ detail }) => notice(detail === "offline" ? texts("widget_offline") : ""));
conversation.addEventListener("signed-out", () => {
  if (performance.now() - tokenAskedAt > TOKEN_ASKED_EVERY_MS) {
    tokenAskedAt = performance.now();
    tellHost("token-needed");
  }
  notice(texts("widget_signed_out"), [[texts("widget_as_guest"), goOnAsGuest]]);
  part("chat").classList.remove("waiting");
});
conversation.addEventListener("message", ({ detail }) => {
  if (!isOpen && detail.author !== "person") showUnread(unread + 1);
});
part("close").addEventListener("click", closeChat);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && embedded) closeChat();
});

listenToHost({
  identity: ({ token }) => {
    const before = conversation.store;
    const wasSignedIn = Boolean(conversation.token);
    const isAnother = conversation.useIdentity(typeof token === "string" && token ? token : null);
    if (isAnother && wasSignedIn) before.forget();
    notice("");
    if (isOpen || conversation.isKnown) conversation.open();
  },
  open: () => openChat(),
  closed: () => (isOpen = false),
  viewed: ({ sku }) => conversation.note({ view: String(sku) }),
  searched: ({ words }) => conversation.note({ search: String(words) }),
  added: ({ sku }) => conversation.note({ cart: String(sku) }),
});

try {
  await dress();
  new Apps(part("go-on"), part("apps"), conversation, texts);
  tellHost("ready", { open: texts("widget_open"), close: texts("widget_close"), title: texts("widget_title") });
  if (!embedded) await openChat();
} catch (error) {
  tellHost("failed"); // without its words the widget cannot be shown: the launcher stays away
  throw error;
}
