// Who looks at the shop: the demo's people, with the sign-in tokens that a real shop's server would make.

import { make } from "/widget/dom.js";
import { identityOf } from "/widget/store.js";

const KEPT = "signed-in-as";

export class People extends EventTarget {
  constructor(select, texts) {
    super();
    this.select = select;
    this.texts = texts;
    this.list = [];
    select.addEventListener("change", () => this.choose(Number(select.value)));
  }

  async fetchList() {
    const response = await fetch("/shop/api/people", { cache: "no-store" });
    this.list = response.ok ? await response.json() : [];
  }

  /** Fills the list, and gives the token of whoever is signed in: by ?as= (whom the token is for, or "guest"), else as before. */
  async load() {
    await this.fetchList().catch(() => {});
    const labels = this.list.map(({ label, token }) => (token ? label : this.texts("guest")));
    this.select.replaceChildren(...labels.map((label, place) => make("option", { value: String(place) }, label)));
    const asked = new URLSearchParams(location.search).get("as");
    const guest = Math.max(this.list.findIndex(({ token }) => !token), 0);
    const place = asked === null
      ? Number(sessionStorage.getItem(KEPT) ?? guest)
      : this.list.findIndex(({ token }) => token && identityOf(token).endsWith(`|${asked}`));
    this.place = this.list[place] ? place : guest;
    this.select.value = String(this.place);
    sessionStorage.setItem(KEPT, String(this.place));
    return this.token;
  }

  get token() {
    return this.list[this.place]?.token ?? null;
  }

  choose(place) {
    this.place = place;
    sessionStorage.setItem(KEPT, String(place));
    const query = new URLSearchParams(location.search);
    if (query.has("as")) {
      query.delete("as"); // or a reload would sign the first one in again
      history.replaceState(null, "", `?${query}${location.hash}`);
    }
    this.dispatchEvent(new CustomEvent("change", { detail: this.token }));
  }

  /** A new token for the same person, when the old one has run out. */
  async freshToken() {
    await this.fetchList().catch(() => {});
    return this.token;
  }
}
