"""Somebody in front of a browser: what they do, and what their browser complains of meanwhile."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Locator, Page, Request, expect

from tests.dialogues.stage import plain

ANSWERS_WITHIN_MS = 20_000
expect.set_options(timeout=ANSWERS_WITHIN_MS)
TELL_OF_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}`));
"""


class Visitor:
    """A browser of their own with nothing kept in it from others."""

    def __init__(self, browser: Browser, width: int = 1400, height: int = 900, scale: float = 1) -> None:
        self.complaints: list[str] = []
        self.origins: set[str] = set()
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            has_touch=width < 500,
            is_mobile=width < 500,
            reduced_motion="reduce",
            locale="en-PK",
            timezone_id="Asia/Karachi",
        )
        self.context.set_default_timeout(ANSWERS_WITHIN_MS)
        self.context.add_init_script(TELL_OF_VIOLATIONS)
        self.context.on("request", self._note_request)
        self.context.on("console", self._note_complaint)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.origins.add(f"{address.scheme}://{address.netloc}")

    def _note_complaint(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    @property
    def chat(self) -> FrameLocator:
        """The widget's frame."""
        return self.page.frame_locator("iframe")

    @property
    def launcher(self) -> Locator:
        """The round button in the corner."""
        return self.page.locator("button", has=self.page.locator(".badge"))

    @property
    def messages(self) -> Locator:
        """All that was said in the chat, by anybody."""
        return self.chat.locator("article")

    @property
    def answers(self) -> Locator:
        """What the bot said."""
        return self.chat.locator("article.bot")

    def open_chat(self) -> None:
        """Open the widget by its button, with the keyboard."""
        expect(self.launcher).to_be_visible()
        self.launcher.press("Enter")
        expect(self.messages.first).to_be_visible()

    def say(self, text: str) -> list[str]:
        """Type a message, send it with Enter, and wait for what the bot answers."""
        before = self.answers.count()
        box = self.chat.get_by_role("textbox")
        box.fill(text)
        box.press("Enter")
        return self._answered(before)

    def press(self, button: Locator) -> list[str]:
        """Press a button of the chat with the keyboard, and wait for what the bot answers."""
        before = self.answers.count()
        button.press("Enter")
        return self._answered(before)

    def tap(self, button: Locator) -> list[str]:
        """Touch a button of the chat with a finger, and wait for what the bot answers."""
        before = self.answers.count()
        button.tap()
        return self._answered(before)

    def _answered(self, before: int) -> list[str]:
        expect(self.answers.nth(before)).to_be_visible()
        expect(self.chat.locator(".deep-chat-loading-message-dots-container")).to_have_count(0)
        return [plain(one.inner_text()) for one in self.answers.all()[before:]]
