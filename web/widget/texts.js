// The widget's own words, in the language of the page, from the server's catalogue.

const RIGHT_TO_LEFT = new Set(["ur", "ar", "fa", "ps", "sd", "he", "ckb"]);
const FIRST_STRONG = /[A-Za-z\u00C0-\u024F]|[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const ARABIC_SCRIPT = /[\u0600-\u06FF\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC]/;

/** "rtl" or "ltr" for a language code such as "ur" or "ur-Latn". */
export function directionOf(language) {
  const [code, ...rest] = String(language || "").split("-");
  return RIGHT_TO_LEFT.has(code) && !rest.includes("Latn") ? "rtl" : "ltr";
}

/** The direction a person's own words run in: that of their first letter. */
export function directionOfText(text) {
  const found = FIRST_STRONG.exec(text);
  return found && found[0] >= "\u0590" ? "rtl" : "ltr";
}

/** Whether a text holds letters that are set in Nastaliq, which needs taller lines. */
export function holdsUrdu(text) {
  return ARABIC_SCRIPT.test(text);
}

/** A lookup of the widget's strings: `texts("widget_send")`, `texts("widget_new_messages", {count: 2})`. */
export function makeTexts(catalogue, language) {
  const texts = (key, values = {}) => {
    const entry = catalogue[key];
    const text = (Array.isArray(entry) ? entry[0] : entry) ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
  texts.language = language;
  texts.direction = directionOf(language);
  return texts;
}

/** Fetches the strings of a language; throws when the server does not have it or cannot be reached. */
export async function loadTexts(language) {
  const response = await fetch(`/widget/texts/${encodeURIComponent(language)}.json`, { credentials: "omit" });
  if (!response.ok) throw new Error(`no texts for ${language}: ${response.status}`);
  const answer = await response.json();
  return makeTexts(answer.messages ?? answer, language);
}
