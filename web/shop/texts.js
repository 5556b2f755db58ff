// The demo page's own words.

import { make } from "/widget/dom.js";
import { makeTexts } from "/widget/texts.js";

/** The languages of the page, by the name each calls itself. */
export const LANGUAGES = { ur: "اردو", "ur-Latn": "Roman Urdu", en: "English" };

const wanted = new URLSearchParams(location.search).get("lang");

/** The page's language. */
export const language = Object.hasOwn(LANGUAGES, wanted ?? "") ? wanted : "en";

async function read(code) {
  return (await fetch(`texts/${code}.json`)).json();
}

/** The lookup of the page's strings; `texts.list(key)` gives those that are lists. */
export async function loadTexts() {
  const catalogue = await read(language);
  const texts = makeTexts(catalogue, language);
  texts.list = (key) => catalogue[key];
  return texts;
}

/** The shop's name as the other languages write it. */
export async function otherNames() {
  const names = new Map();
  for (const code of Object.keys(LANGUAGES)) names.set((await read(code)).name, code);
  const mine = (await read(language)).name;
  return [...names].filter(([name]) => name !== mine).map(([name, code]) =>
    make("span", { lang: code, dir: "auto", className: code === "ur" ? "nastaliq" : "" }, name));
}
