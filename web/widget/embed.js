// The one script a shop puts on its page:
//   <script src="https://bot.example.com/widget/embed.js" data-token="…" data-lang="ur" defer></script>
// It makes a button and, behind it, a frame from the script's own origin. The page's own policy needs only that
// origin in script-src and frame-src: no inline script, no inline style. docs/embedding.md tells the rest.
(() => {
  "use strict";

  const script = document.currentScript;
  if (!script || window.Hamrah) return;

  const botOrigin = new URL(script.src).origin;
  const phone = window.matchMedia("(max-width: 480px), (max-height: 440px)");
  const queue = []; // what the page told us before the frame could hear it
  let token = script.dataset.token || null;
  let isReady = false;
  let isOpen = false;
  let labels = { open: "Hamrah", close: "Hamrah" };

  const MARK = [
    ["M8 6h24a6 6 0 0 1 6 6v13a6 6 0 0 1-6 6H19.5l-8 6.2c-.8.6-1.9.1-1.9-.9V31H8a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6z", "#fffaf0"],
    ["M20 9.2l2.3 4.4 4.7-1.5-1.5 4.7 4.4 2.3-4.4 2.3 1.5 4.7-4.7-1.5L20 29l-2.3-4.4-4.7 1.5 1.5-4.7-4.4-2.3 4.4-2.3-1.5-4.7 4.7 1.5z", "#0c6b52"],
    ["M16 19.1a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "#e8a93a"],
  ];
  const STYLE = `
    :host { all: initial; }
    button {
      position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px; z-index: 2147483000;
      width: 62px; height: 62px; padding: 0; border: 0; border-radius: 50%; cursor: pointer; color: #fff;
      background: linear-gradient(140deg, #0f7d60, #07493a); box-shadow: 0 6px 22px rgb(7 45 36 / .38);
      display: grid; place-items: center; transition: transform .18s, box-shadow .18s;
    }
    button:hover { transform: translateY(-2px); box-shadow: 0 10px 26px rgb(7 45 36 / .42); }
    button:focus-visible { outline: 3px solid #e8a93a; outline-offset: 3px; }
    button svg { width: 34px; height: 34px; }
    button svg + svg { display: none; stroke: #fff; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
    .open button svg { display: none; }
    .open button svg + svg { display: block; }
    .badge {
      position: absolute; inset-block-start: -3px; inset-inline-end: -3px; min-width: 22px; height: 22px; padding: 0 6px;
      border-radius: 11px; font: 700 13px/22px system-ui, sans-serif; color: #3b2500; background: #f0b445; box-sizing: border-box;
    }
    [hidden] { display: none !important; }
    iframe {
      position: fixed; inset-block-end: max(96px, env(safe-area-inset-bottom)); inset-inline-end: 20px; z-index: 2147483001;
      width: min(420px, calc(100vw - 40px)); height: min(720px, calc(100vh - 120px)); border: 0; border-radius: 20px;
      background: #f7f3ea; box-shadow: 0 18px 60px rgb(7 45 36 / .32); color-scheme: normal; visibility: hidden; opacity: 0;
      transform: translateY(14px); transition: opacity .18s, transform .18s, visibility 0s .18s;
    }
    .open iframe { visibility: visible; opacity: 1; transform: none; transition: opacity .18s, transform .18s; }
    @media (max-width: 480px), (max-height: 440px) {
      iframe { inset: 0; width: 100%; height: 100vh; height: 100dvh; border-radius: 0; }
      .open button { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { button, iframe, .open iframe { transition: none; } }
    @media print { button, iframe { display: none; } }`;

  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  const root = document.createElement("div");
  const launcher = document.createElement("button");
  launcher.type = "button";
  launcher.hidden = true; // until the frame answers: a button that opens nothing is worse than none
  launcher.setAttribute("aria-expanded", "false");
  launcher.append(drawing("0 0 40 40", MARK), drawing("0 0 24 24", [["M6 9.5l6 6 6-6", "none"]]));
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.hidden = true;
  launcher.append(badge);
  root.append(launcher);
  shadow.append(root);

  const frame = document.createElement("iframe");
  const query = new URLSearchParams({ host: location.origin });
  if (script.dataset.lang) query.set("lang", script.dataset.lang);
  frame.src = `${botOrigin}/widget/frame.html?${query}`;
  frame.tabIndex = -1;
  frame.title = "Hamrah";

  function drawing(viewBox, paths) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", viewBox);
    svg.setAttribute("aria-hidden", "true");
    for (const [d, fill] of paths) {
      const path = document.createElementNS(space, "path");
      path.setAttribute("d", d);
      path.setAttribute("fill", fill);
      svg.append(path);
    }
    return svg;
  }

  function tell(type, detail) {
    const message = { ...detail, type: `hamrah:${type}` };
    if (isReady) frame.contentWindow.postMessage(message, botOrigin);
    else queue.push(message);
  }

  function label(text) {
    launcher.setAttribute("aria-label", text);
    launcher.title = text;
  }

  /** On a phone the frame covers the page, and shrinks with the part that the keyboard leaves. */
  function fit() {
    const seen = window.visualViewport;
    const covers = isOpen && phone.matches;
    document.documentElement.style.overflow = covers ? "hidden" : "";
    frame.style.height = covers && seen ? `${seen.height}px` : "";
    frame.style.top = covers && seen ? `${seen.offsetTop}px` : "";
    frame.style.bottom = covers && seen ? "auto" : "";
  }

  function show(open) {
    if (isOpen === open) return;
    isOpen = open;
    root.className = open ? "open" : "";
    launcher.setAttribute("aria-expanded", String(open));
    label(open ? labels.close : labels.open);
    frame.tabIndex = open ? 0 : -1;
    fit();
    if (open) {
      tell("open");
      frame.focus();
    } else {
      tell("closed");
      launcher.focus();
    }
  }

  const fromFrame = {
    ready(message) {
      labels = { open: message.open, close: message.close };
      frame.title = message.title;
      label(isOpen ? labels.close : labels.open);
      launcher.hidden = false;
      isReady = true;
      tell("identity", { token });
      for (const waiting of queue.splice(0)) frame.contentWindow.postMessage(waiting, botOrigin);
    },
    close() {
      show(false);
    },
    unread(message) {
      badge.hidden = !message.count;
      badge.textContent = message.count > 9 ? "9+" : String(message.count);
      if (!isOpen) label(message.label ? `${labels.open} – ${message.label}` : labels.open);
    },
    "token-needed"() {
      document.dispatchEvent(new CustomEvent("hamrah:token-needed"));
    },
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== botOrigin || event.source !== frame.contentWindow) return;
    const type = typeof event.data?.type === "string" ? event.data.type.replace(/^hamrah:/, "") : "";
    if (Object.hasOwn(fromFrame, type)) fromFrame[type](event.data);
  });
  launcher.addEventListener("click", () => show(!isOpen));
  phone.addEventListener("change", fit);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  window.Hamrah = Object.freeze({
    open: () => show(true),
    close: () => show(false),
    viewed: (sku) => tell("viewed", { sku }),
    searched: (words) => tell("searched", { words }),
    addedToCart: (sku) => tell("added", { sku }),
    setToken(fresh) {
      token = fresh || null;
      if (isReady) tell("identity", { token });
    },
  });

  function begin() {
    document.body.append(host);
    root.append(frame);
  }
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true }); // the shop's own page comes first
})();
