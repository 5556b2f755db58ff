// Going on in a messaging app: a panel with a way into each app of the shop, made with a code that counts once.

import { makeLinkCode } from "./api.js";
import { make, safeAddress } from "./dom.js";

const NAMES = { whatsapp: "widget_app_whatsapp", telegram: "widget_app_telegram", sms: "widget_app_sms" };

export class Apps {
  /**
   * @param {HTMLButtonElement} opener shown where the shop has apps
   * @param {HTMLElement} panel filled when it is opened
   * @param {import("./conversation.js").Conversation} conversation
   * @param {Function} texts the widget's strings
   */
  constructor(opener, panel, conversation, texts) {
    Object.assign(this, { opener, panel, conversation, texts });
    const label = texts("widget_go_on");
    opener.title = label;
    opener.setAttribute("aria-label", label);
    opener.setAttribute("aria-expanded", "false");
    opener.addEventListener("click", () => (panel.hidden ? this.open() : this.close()));
    conversation.addEventListener("reset", () => this.show());
    conversation.addEventListener("cleared", () => this.close());
  }

  /** Shows the opener where there is an app to go on in. */
  show() {
    this.opener.hidden = !this.conversation.apps.length;
  }

  async open() {
    this.fill(this.texts("widget_go_on_wait"));
    const { session } = this.conversation;
    try {
      const answer = await makeLinkCode(session, this.texts.language);
      if (session === this.conversation.session && !this.panel.hidden) this.fill(this.texts("widget_go_on_how"), answer);
    } catch (error) {
      this.fill(this.texts(error.code === "slow_down" ? "widget_slow_down" : "widget_go_on_failed"));
    }
  }

  close() {
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.opener.setAttribute("aria-expanded", "false");
  }

  fill(said, answer = { apps: [] }) {
    this.panel.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.panel.replaceChildren(make("p", { dir: this.texts.direction }, said), ...answer.apps.map((way) => this.way(way, answer.code)));
  }

  way(way, code) {
    const name = this.texts(NAMES[way.app] ?? "widget_app_sms");
    const url = safeAddress(way.url);
    if (url) return make("a", { href: url, target: "_blank", rel: "noopener noreferrer", className: "app", on: { click: () => setTimeout(() => this.close()) } }, name);
    const words = this.texts("widget_go_on_sms", { number: `\u2066${way.number}\u2069`, code: `\u2066${code}\u2069` });
    return make("p", { className: "app-code", dir: this.texts.direction }, words);
  }
}
