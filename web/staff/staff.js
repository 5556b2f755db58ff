// The staff page: who one is, and the chat in which one asks. The chat is the widget's own.

import { Apps } from "/widget/apps.js";
import { Chat } from "/widget/chat.js";
import { Conversation } from "/widget/conversation.js";
import { announce, make } from "/widget/dom.js";
import { loadTexts, makeTexts } from "/widget/texts.js";

const LANGUAGES = { en: "English", ur: "اردو", "ur-Latn": "Roman Urdu" };
const ASKS = ["desk_page_ask_queue", "desk_page_ask_overdue", "desk_page_ask_waiting", "desk_page_ask_satisfaction", "desk_page_ask_sales", "desk_page_ask_at_risk", "desk_page_ask_how"];
const ROLES = { agent: "desk_page_role_agent", branch_manager: "desk_page_role_branch_manager", manager: "desk_page_role_manager" };
const WORDS = { title: "desk_page_title", subtitle: "desk_page_subtitle", "sign-in-title": "desk_page_sign_in_title", "email-label": "desk_page_email", "password-label": "desk_page_password", submit: "desk_page_sign_in", "sign-out": "desk_page_sign_out", "demo-note": "desk_page_demo" };
const KEPT = "hamrah:staff"; // for this tab only: who closes it is asked again
const BROWSER = "hamrah:staff-browser"; // opens nothing: with it strangers' wrong passwords do not hold up whoever signed in here before
const part = (id) => document.getElementById(id);

const conversation = new Conversation();
let widgetTexts;
let texts;
let chat;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

async function loadPageTexts(language) {
  const response = await fetch(`/staff/texts/${encodeURIComponent(language)}.json`, { credentials: "omit" });
  if (!response.ok) throw new Error(`no texts: ${response.status}`);
  return makeTexts(await response.json(), language);
}

function browserMark() {
  try {
    return localStorage.getItem(BROWSER);
  } catch {
    return null;
  }
}

function keepBrowserMark(mark) {
  try {
    localStorage.setItem(BROWSER, mark);
  } catch {
    // where nothing may be kept, one is counted with strangers
  }
}

function notice(text) {
  part("notice").hidden = !text;
  part("notice").textContent = text;
}

function languageLinks(chosen) {
  const link = (code) => make("a", { href: `?lang=${code}`, className: code === "ur" ? "nastaliq" : "", lang: code, attributes: { "aria-current": code === chosen ? "true" : null } }, LANGUAGES[code]);
  part("languages").replaceChildren(...Object.keys(LANGUAGES).map(link));
}

async function dress() {
  const asked = new URLSearchParams(location.search).get("lang");
  const language = LANGUAGES[asked] ? asked : kept()?.language ?? "en";
  [widgetTexts, texts] = await Promise.all([loadTexts(language), loadPageTexts(language)]);
  document.documentElement.lang = texts.language;
  document.documentElement.dir = texts.direction;
  document.title = texts("desk_page_title");
  for (const [id, key] of Object.entries(WORDS)) part(id).textContent = texts(key);
  languageLinks(language);
  new Apps(part("go-on"), part("apps"), conversation, widgetTexts);
}

/** Things one may ask, beside the chat: each is sent as if it had been typed. */
function showAsks() {
  const ask = (text) => make("button", { type: "button", dir: "auto", on: { click: () => conversation.send({ text }) } }, text);
  part("asks").replaceChildren(make("h2", {}, texts("desk_page_asks")), ...ASKS.map((key) => ask(texts(key))));
  part("asks").hidden = false;
}

async function enter(person) {
  part("sign-in").hidden = true;
  part("chat").hidden = part("sign-out").hidden = false;
  part("subtitle").textContent = `${person.name} · ${texts(ROLES[person.role])}`;
  showAsks();
  if (!chat) {
    chat = new Chat(part("chat"), conversation, widgetTexts, (text) => announce(part("announcer"), text), { welcome: texts("desk_page_welcome"), asks: [] });
    await chat.start();
  }
  conversation.useIdentity(person.token);
  await conversation.open();
  chat.focus();
}

function askWho(said = "") {
  sessionStorage.removeItem(KEPT);
  conversation.forget();
  conversation.useIdentity(null);
  for (const id of ["chat", "asks", "sign-out", "go-on", "apps"]) part(id).hidden = true;
  part("subtitle").textContent = texts("desk_page_subtitle");
  part("sign-in").hidden = false;
  refuse(said);
  part("email").focus();
  offerDemo();
}

function refuse(said) {
  part("refused").hidden = !said;
  part("refused").textContent = said;
}

async function signIn(email, password) {
  refuse("");
  part("submit").disabled = true;
  try {
    const response = await fetch("/staff/sign-in", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password, browser: browserMark() }), credentials: "omit", cache: "no-store" });
    if (!response.ok) return refuse(texts(response.status === 401 ? "desk_page_refused" : "desk_page_away"));
    const { browser, ...person } = await response.json();
    keepBrowserMark(browser);
    sessionStorage.setItem(KEPT, JSON.stringify(person));
    part("password").value = "";
    await enter(person);
  } catch {
    refuse(texts("desk_page_away"));
  } finally {
    part("submit").disabled = false;
  }
}

async function signOut() {
  const token = kept()?.token;
  if (token) await fetch("/staff/sign-out", { method: "POST", headers: { Authorization: `Bearer ${token}` }, credentials: "omit" }).catch(() => {});
  askWho();
}

/** The demo's people, where the server has any: one press signs in. */
async function offerDemo() {
  const response = await fetch("/shop/api/staff", { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return;
  const people = await response.json();
  const button = ({ name, role, email, password }) => make("button", { type: "button", on: { click: () => signIn(email, password) } }, make("bdi", {}, name), ` · ${texts(ROLES[role])}`);
  part("demo-people").replaceChildren(...people.map(button));
  part("demo").hidden = !people.length;
}

conversation.addEventListener("connection", ({ detail }) => notice(detail === "offline" ? widgetTexts("widget_offline") : ""));
conversation.addEventListener("signed-out", () => askWho(texts("desk_page_signed_out")));
part("sign-out").addEventListener("click", signOut);
part("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  signIn(part("email").value, part("password").value);
});

await dress();
const person = kept();
if (person) await enter(person);
else askWho();
