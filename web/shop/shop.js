// The demo shop's page: a stand-in for a real shop's site, which embeds the widget as any shop would.

import { make } from "/widget/dom.js";
import { Catalogue } from "./catalogue.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";
import { LANGUAGES, language, loadTexts, otherNames } from "./texts.js";

const part = (id) => document.getElementById(id);
const TOAST_MS = 2_600;

/** The assistant, once its script has run. */
const assistant = new Promise((ready) => {
  const wait = () => (window.Hamrah ? ready(window.Hamrah) : setTimeout(wait, 50));
  wait();
});

/** What a shop's server would write into its page: the one script tag, with the signed-in customer's token. */
function embed(token) {
  const script = make("script", { src: "/widget/embed.js", defer: true });
  if (token) script.dataset.token = token;
  script.dataset.lang = language;
  document.body.append(script);
}

function dressLanguages(texts) {
  const place = part("languages");
  place.setAttribute("aria-label", texts("language"));
  for (const [code, name] of Object.entries(LANGUAGES)) {
    const query = new URLSearchParams(location.search);
    query.set("lang", code);
    const link = make("a", { href: `?${query}`, lang: code, className: code === "ur" ? "nastaliq" : "" }, name);
    if (code === language) link.setAttribute("aria-current", "true");
    // The address behind # (the product that is open) is kept.
    link.addEventListener("click", () => (link.href = `?${query}${location.hash}`));
    place.append(link);
  }
}

async function dress(texts) {
  document.documentElement.lang = language;
  document.documentElement.dir = texts.direction;
  document.title = texts("name");
  part("name").textContent = texts("name");
  part("other-names").append(...(await otherNames()));
  part("skip").textContent = texts("skip");
  part("person-label").textContent = texts("signed_in_as");
  part("phone-name").textContent = texts("demo_phone");
  part("cart-name").textContent = texts("cart");
  part("foot-branches").textContent = texts("branches");
  part("foot-note").textContent = texts("note");
  dressLanguages(texts);
}

function toast(text) {
  const place = part("toast");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => place.classList.remove("shown"), TOAST_MS);
}

/** How many things are in the cart, for as long as the tab lives. */
function countCart(more) {
  const count = (Number(sessionStorage.getItem("cart")) || 0) + more;
  sessionStorage.setItem("cart", String(count));
  part("cart-count").textContent = String(count);
  part("cart-count").hidden = !count;
}

const texts = await loadTexts();
await dress(texts);
countCart(0);

const catalogue = new Catalogue(part("main"), texts, {
  viewed: async (sku) => (await assistant).viewed(sku),
  searched: async (words) => (await assistant).searched(words),
  added: async (product) => {
    countCart(1);
    toast(texts("added", { name: product.name }));
    (await assistant).addedToCart(product.sku);
  },
  ask: async () => (await assistant).open(),
});
const phone = new Phone(part("phone"), part("phone-button"), part("phone-count"), texts);
const people = new People(part("person"), texts);

part("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address behind # is the catalogue's
  part("main").focus();
});
people.addEventListener("change", async ({ detail }) => {
  (await assistant).setToken(detail);
  phone.refresh();
});
document.addEventListener("hamrah:token-needed", async () => (await assistant).setToken(await people.freshToken()));

catalogue.start();
phone.start();
embed(await people.load());
