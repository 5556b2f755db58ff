// The demo phone: shows what the shop would send the customer by SMS or e-mail, since nothing is really sent.

import { make } from "/widget/dom.js";
import { holdsUrdu } from "/widget/texts.js";
import { language } from "./texts.js";

const LOOK_EVERY_MS = 4_000;

export class Phone {
  constructor(place, button, badge, texts) {
    this.place = place;
    this.button = button;
    this.badge = badge;
    this.texts = texts;
    this.read = Number(sessionStorage.getItem("phone-read")) || 0;
    this.messages = [];
  }

  start() {
    const { texts } = this;
    this.list = make("ol", { className: "sms" });
    const close = make("button", { type: "button", className: "phone-close", on: { click: () => this.show(false) } }, "×");
    close.setAttribute("aria-label", texts("phone_close"));
    this.place.setAttribute("aria-label", texts("demo_phone"));
    this.place.append(
      make("div", { className: "phone-top" }, make("h2", {}, texts("demo_phone")), close),
      make("p", { className: "phone-about" }, texts("phone_about")),
      this.list);
    this.button.addEventListener("click", () => this.show(this.place.hidden));
    this.place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.show(false);
    });
    this.refresh();
    setInterval(() => document.hidden || this.refresh(), LOOK_EVERY_MS);
  }

  show(open) {
    this.place.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.place.querySelector("button").focus();
    else this.button.focus();
    this.draw();
  }

  async refresh() {
    try {
      const response = await fetch(`/shop/api/inbox?lang=${language}`, { cache: "no-store" });
      if (!response.ok) return;
      const answer = await response.json();
      this.messages = Array.isArray(answer) ? answer : (answer.messages ?? []);
      this.draw();
    } catch {
      // The next look may succeed; the shop itself tells when the server is away.
    }
  }

  draw() {
    if (!this.place.hidden) {
      this.read = this.messages.length;
      sessionStorage.setItem("phone-read", String(this.read));
      this.list.replaceChildren(...this.items());
    }
    const unread = Math.max(this.messages.length - this.read, 0);
    this.badge.hidden = !unread;
    this.badge.textContent = String(unread);
  }

  items() {
    if (!this.messages.length) return [make("li", { className: "sms-none" }, this.texts("phone_empty"))];
    return this.messages.map((message) => {
      const when = new Date(message.at);
      const hour = Number.isNaN(when.getTime()) ? "" : when.toLocaleTimeString("en-PK", { hour: "numeric", minute: "2-digit" });
      const script = holdsUrdu(message.text ?? "") ? "nastaliq" : "";
      return make("li", { className: "sms-one" },
        make("p", { className: script, dir: "auto" }, message.text ?? ""),
        make("small", {}, make("bdi", { dir: "ltr" }, message.to ?? ""), " · ", make("bdi", { dir: "ltr" }, hour)));
    });
  }
}
