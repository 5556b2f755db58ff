// The shop front and the product page, by the address behind #: "/", "/category/CODE", "/product/SKU".

import { make } from "/widget/dom.js";
import { holdsUrdu } from "/widget/texts.js";
import { language } from "./texts.js";

const classFor = (text, name = "") => `${name}${holdsUrdu(text ?? "") ? " nastaliq" : ""}`.trim();

async function fetchJson(path, values = {}) {
  const query = new URLSearchParams({ ...values, lang: language });
  const response = await fetch(`/shop/api/${path}?${query}`);
  if (!response.ok) throw Object.assign(new Error(`${path}: ${response.status}`), { status: response.status });
  return response.json();
}

export class Catalogue {
  /**
   * @param {HTMLElement} place the page's main part
   * @param {Function} texts the page's strings
   * @param {{viewed: Function, searched: Function, added: Function, ask: Function}} tell what the person did
   */
  constructor(place, texts, tell) {
    this.place = place;
    this.texts = texts;
    this.tell = tell;
    this.drawing = 0; // grows with each page asked for: a slow answer to an older one is dropped
  }

  start() {
    window.addEventListener("hashchange", () => this.route());
    this.route();
  }

  async route() {
    const [, page, value] = location.hash.slice(1).split("/").map(decodeURIComponent);
    const mine = (this.drawing += 1);
    const isMine = () => mine === this.drawing;
    this.place.setAttribute("aria-busy", "true");
    try {
      const nodes = page === "product" ? await this.product(value) : await this.front(page === "category" ? value : "");
      if (!isMine()) return;
      this.place.replaceChildren(...nodes);
      if (page) this.place.querySelector("[data-start]")?.scrollIntoView({ block: "start" });
      else window.scrollTo(0, 0);
    } catch (error) {
      if (isMine()) this.place.replaceChildren(this.failure(error));
    } finally {
      if (isMine()) this.place.removeAttribute("aria-busy");
    }
  }

  failure(error) {
    const isMissing = error.status === 404;
    const act = isMissing
      ? make("a", { className: "button", href: "#/" }, this.texts("back"))
      : make("button", { type: "button", className: "button", on: { click: () => this.route() } }, this.texts("again"));
    return make("div", { className: "wide failure" }, make("p", {}, this.texts(isMissing ? "not_found" : "failed")), act);
  }

  hero() {
    const examples = this.texts.list("hero_examples").map((text) =>
      make("li", { className: classFor(text), dir: "auto" }, text));
    return make("section", { className: "hero" },
      make("div", { className: "wide hero-in" },
        make("div", { className: "hero-words" },
          make("h1", {}, this.texts("hero_title")),
          make("p", {}, this.texts("hero_text")),
          make("button", { type: "button", className: "button gold", on: { click: this.tell.ask } }, this.texts("hero_button"))),
        make("ul", { className: "examples" }, ...examples)));
  }

  chips(categories, current) {
    const chip = (code, name) => {
      const link = make("a", { className: classFor(name, "chip"), href: code ? `#/category/${encodeURIComponent(code)}` : "#/", dir: "auto" }, name);
      if (code === current) link.setAttribute("aria-current", "true");
      return link;
    };
    const nav = make("nav", { className: "chips" }, chip("", this.texts("all")), ...categories.map(({ code, name }) => chip(code, name)));
    nav.setAttribute("aria-label", this.texts("categories"));
    const strip = make("div", { className: "chip-strip" }, make("div", { className: "wide" }, nav));
    // Once it is on the page, the chosen one is brought into sight.
    requestAnimationFrame(() => nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
    return strip;
  }

  card(product) {
    const tag = product.in_stock === false ? make("span", { className: "tag" }, this.texts("sold_out")) : null;
    return make("li", { className: "tile" },
      make("a", { href: `#/product/${encodeURIComponent(product.sku)}` },
        make("span", { className: "picture" },
          make("img", { src: product.picture, alt: "", loading: "lazy", width: 400, height: 400 }), tag),
        make("span", { className: classFor(product.name, "title"), dir: "auto" }, product.name),
        make("span", { className: classFor(product.price, "price"), dir: "auto" }, product.price)));
  }

  async front(category) {
    const answer = await fetchJson("products", { category, page: 0 });
    const grid = make("ul", { className: "grid" }, ...answer.products.map((product) => this.card(product)));
    const count = make("p", { className: "total" }, this.texts("products", { count: answer.total }));
    const more = make("button", { type: "button", className: "button quiet" }, this.texts("more"));
    const wrap = make("div", { className: "more" }, more);
    let page = 0; // the last one that is shown
    let shown = answer.products.length;
    const settle = () => (wrap.hidden = shown >= answer.total);
    settle();
    more.addEventListener("click", async () => {
      more.disabled = true;
      try {
        const next = await fetchJson("products", { category, page: page + 1 });
        page += 1;
        shown += next.products.length;
        if (!next.products.length) shown = answer.total;
        const tiles = next.products.map((product) => this.card(product));
        grid.append(...tiles);
        tiles[0]?.querySelector("a").focus({ preventScroll: true });
        settle();
      } catch {
        more.textContent = this.texts("again");
      } finally {
        more.disabled = false;
      }
    });
    const shelf = make("section", { className: "wide shelf", attributes: { "data-start": "" } }, count, grid, wrap);
    if (category) this.tell.searched(category);
    return [this.hero(), this.chips(answer.categories, category), shelf];
  }

  async product(sku) {
    const product = await fetchJson(`products/${encodeURIComponent(sku)}`);
    this.tell.viewed(product.sku);
    const main = make("img", { src: product.picture, alt: product.name, width: 400, height: 400 });
    const facts = make("dl", { className: "facts" });
    for (const [key, value] of [["brand", product.brand], ["material", product.material], ["sizes", product.sizes?.join(" · ")]]) {
      if (value) facts.append(make("dt", {}, this.texts(key)), make("dd", {}, make("bdi", {}, value)));
    }
    const add = make("button", { type: "button", className: "button gold", disabled: product.in_stock === false,
      on: { click: () => this.tell.added(product) } }, this.texts(product.in_stock === false ? "sold_out" : "add"));
    return [make("article", { className: "wide one", attributes: { "data-start": "" } },
      make("a", { className: "back", href: "#/" }, this.texts("back")),
      make("div", { className: "one-picture" }, main, this.swatches(product, main)),
      make("div", { className: "one-words" },
        make("h1", { className: classFor(product.name), dir: "auto" }, product.name),
        make("p", { className: classFor(product.price, "price"), dir: "auto" }, product.price),
        make("p", { className: classFor(product.about, "about"), dir: "auto" }, product.about ?? ""),
        facts,
        make("div", { className: "acts" }, add,
          make("button", { type: "button", className: "button quiet", on: { click: this.tell.ask } }, this.texts("ask")))))];
  }

  /** Small pictures of the colours there are; pressing one shows it large. */
  swatches(product, main) {
    const colors = product.colors ?? [];
    if (colors.length < 2) return null;
    const row = make("div", { className: "swatches", attributes: { role: "group", "aria-label": this.texts("colors") } });
    for (const color of colors) {
      const source = `/pictures/${encodeURIComponent(product.sku)}/${encodeURIComponent(color)}.svg`;
      const swatch = make("button", { type: "button", title: color, on: { click: () => choose() } }, make("img", { src: source, alt: color, width: 64, height: 64 }));
      const choose = () => {
        main.src = source;
        for (const one of row.children) one.setAttribute("aria-pressed", String(one === swatch));
      };
      swatch.setAttribute("aria-pressed", String(new URL(product.picture, location.href).href === new URL(source, location.href).href));
      row.append(swatch);
    }
    return row;
  }
}
