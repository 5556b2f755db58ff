"""Forms: one class says all about a task; the actions that Rasa needs for it are made from that class.

For a form `cancel_order_form` with slots `order_number` and `confirmed` the domain names these actions:
`action_begin_cancel_order_form`, `validate_cancel_order_form`, `action_ask_cancel_order_form_order_number`,
`action_ask_cancel_order_form_confirmed` and `action_finish_cancel_order_form`.
"""

from typing import Any, ClassVar

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import IDENTIFY_FIRST, ShopAction
from actions.forms.slots import FORM_SLOTS
from actions.forms.wishes import BEGINNINGS, QUESTIONS
from actions.turn import Event, Turn
from hamrah.language.answers import find_yes_or_no, is_question
from hamrah.language.references import is_leave_it, tells_which
from hamrah.services.opting import Meant
from hamrah.services.refusal import Refusal

SURE = 0.8
SURE_IN_FREE_WORDS = 0.93
"""How sure a question must be to interrupt free words that were asked for, where its shape does not tell it."""
SHORT = 3
"""Words of an answer that is taken for one even where it would, on its own, ask for something else."""


class Again(Exception):
    """What was said for a slot cannot be used: say why (a response key) and ask for the slot again."""

    def __init__(self, slot: str, key: str, **values: Any) -> None:
        super().__init__(key)
        self.slot = slot
        self.key = key
        self.values = values
        self.standing: Any = None
        """What the slot holds all the same, from before this message."""
        self.known: dict[str, Any] = {}
        """What the message that began the task gave beside it, where that is good."""


class Form:
    """A task. Slots are asked for in their order; `skip` lists those that the others made needless."""

    name: ClassVar[str]
    slots: ClassVar[tuple[str, ...]]
    intent: ClassVar[str]
    """The intent that begins the task."""
    open_slots: ClassVar[tuple[str, ...]] = ()
    """Slots answered in free words, in which another task's words may occur."""
    verbatim: ClassVar[tuple[str, ...]] = ()
    """Slots whose answer is any words typed, since they are meant for somebody else: a greeting too, or a question."""
    choices: ClassVar[tuple[str, ...]] = ()
    """Slots with few answers, each of which may sound like another wish ("give me my money back")."""
    needs_customer: ClassVar[bool] = True
    actions: ClassVar[tuple[type[ShopAction], ...]] = ()

    def is_surely_meant(self, turn: Turn) -> bool:
        """Whether a message surely begins the task, and so ends another that is open."""
        return turn.confidence >= SURE

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """What the message says about a slot, None for nothing; `asked` tells that it was just asked for."""
        raise NotImplementedError

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Check what is known and fill in what follows from it.

        Raises `Again` to have one slot asked for again, `Refusal` to end the task with the reason.
        """
        return known

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask for a slot."""
        turn.say(f"utter_ask_{slot}")

    def finish(self, turn: Turn) -> None:
        """Do the deed and say so; all slots are filled."""
        raise NotImplementedError

    def is_own(self, turn: Turn) -> bool:
        """Whether a message that asks for something means this task, and none beside it."""
        return turn.intent == self.intent

    def left(self, turn: Turn) -> None:
        """Keep what must not be lost of a task that ends unfinished, since the person went on to something else."""

    def stopped(self, turn: Turn) -> None:
        """Say that the task is left by the person's own wish."""
        turn.say("utter_stopped")

    def tell(self, turn: Turn, refusal: Refusal) -> None:
        """Say why the task ends."""
        turn.tell(refusal)


_FORMS: dict[str, Form] = {}


def gather(form: Form, turn: Turn, asked: str | None) -> tuple[dict[str, Any], set[str]]:
    """What is known after this message, and which slots the message changed."""
    known = {slot: turn.slot(slot) for slot in form.slots}
    changed: set[str] = set()
    for slot in form.slots:
        # A yes or no that comes with a correction answers the correction, not the question.
        if slot == "confirmed" and changed:
            continue
        value = form.read(turn, slot, slot == asked)
        if value is not None and value != known[slot]:
            known[slot] = value
            changed.add(slot)
    if changed and "confirmed" in known and "confirmed" not in changed:
        known["confirmed"] = None
    return known, changed


def is_free_text(turn: Turn) -> bool:
    """Whether a message can be taken as the answer to an open question, and is not a question or command itself."""
    return bool(turn.text) and not (turn.intent in QUESTIONS and turn.confidence >= _sure_in_free_words(turn))


def is_interruption(form: Form, turn: Turn, asked: str | None) -> bool:
    """Whether a message is surely about something else than the open form."""
    if asked in form.verbatim and not turn.is_pressed:
        return False
    is_open = asked in form.open_slots
    if turn.confidence < (_sure_in_free_words(turn) if is_open else SURE) or form.is_own(turn):
        return False
    elsewhere = turn.intent in QUESTIONS or (turn.intent in BEGINNINGS and not is_open)
    return elsewhere and not is_short_answer(form, turn, asked)


def _sure_in_free_words(turn: Turn) -> float:
    return SURE if is_question(turn.text) else SURE_IN_FREE_WORDS


def is_short_answer(form: Form, turn: Turn, asked: str | None) -> bool:
    """Whether a few words say what the form wants to know ("kurta", "address"), whatever else they could mean."""
    words = len(turn.text.split())
    is_brief = words <= SHORT or (asked in form.choices and not is_question(turn.text)) or tells_which(turn.text)
    if asked is not None and is_brief and form.read(turn, asked, True) is not None:
        return True
    return words == 1 and any(form.read(turn, slot, False) is not None for slot in form.slots)


def yes_or_no(form: Form, turn: Turn, asked: bool) -> bool | None:
    """The answer to a question for confirmation, when one was asked; in doubt ("yes, order it") by its words."""
    if not asked:
        return None
    if turn.intent == form.intent or turn.confidence < SURE:
        by_words = find_yes_or_no(turn.text)
        if by_words is not None:
            return by_words
    return {"affirm": True, "deny": False}.get(turn.intent)


class _Begin(ShopAction):
    form: ClassVar[Form]
    resumes = False

    def act(self, turn: Turn) -> None:
        if self.form.needs_customer:
            turn.principal.known()
        if turn.form and turn.form != self.form.name and not self.form.is_surely_meant(turn):
            turn.say("utter_ask_rephrase")
            turn.events.append(FollowupAction(turn.form))
            return
        if turn.form != self.form.name:
            if turn.form in _FORMS:
                _FORMS[turn.form].left(turn)
            turn.remember(requested_slot=None, **dict.fromkeys(FORM_SLOTS))
        try:
            known, changed = gather(self.form, turn, None)
            known = self.form.settle(turn, known, changed)
        except Again as again:
            turn.say(again.key, **again.values)
            known = again.known
        turn.remember(**{slot: value for slot, value in known.items() if value is not None})
        turn.events.append(FollowupAction(self.form.name))

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        if refusal.key == IDENTIFY_FIRST:
            super().refuse(turn, refusal)
        else:
            turn.events.clear()
            self.form.tell(turn, refusal)


class _Validate(ShopAction):
    form: ClassVar[Form]
    ends = False

    def act(self, turn: Turn) -> None:
        asked = turn.tracker.get_slot("requested_slot")
        if asked is None:
            return  # Rasa validates a form once more as it opens; what the message held was read by its beginning
        if turn.entity("purpose") == Meant.MESSAGES:
            return  # "stop" right after something that was told unasked answers that, and leaves no form
        if is_leave_it(turn.text):
            self.form.stopped(turn)
            turn.events.extend(leave_form())
            return
        if is_interruption(self.form, turn, asked):
            return
        known, changed = gather(self.form, turn, asked)
        if not changed:
            return
        turn.remember(interruptions=None)
        try:
            known = self.form.settle(turn, known, changed)
        except Again as again:
            turn.say(again.key, **again.values)
            known[again.slot] = again.standing
        turn.remember(**known)

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        self.form.tell(turn, refusal)
        turn.remember(**dict.fromkeys(self.form.slots))
        turn.events.append(ActiveLoop(None))


class _Ask(ShopAction):
    form: ClassVar[Form]
    slot: ClassVar[str]
    ends = False

    def act(self, turn: Turn) -> None:
        self.form.ask(turn, self.slot)


class _Finish(ShopAction):
    form: ClassVar[Form]

    def act(self, turn: Turn) -> None:
        complete = all(turn.slot(slot) is not None for slot in self.form.slots)
        if complete:
            self.form.finish(turn)
        else:
            self.form.left(turn)
        turn.remember(**dict.fromkeys(FORM_SLOTS))

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        super().refuse(turn, refusal)
        turn.remember(**dict.fromkeys(FORM_SLOTS))


def say_stopped(turn: Turn) -> None:
    """Say that the open form is left."""
    form = _FORMS.get(turn.form or "")
    if form is None:
        turn.say("utter_stopped")
    else:
        form.stopped(turn)


def leave_form() -> list[Event]:
    """The events that end whatever form is open and forget what it had gathered."""
    return [ActiveLoop(None), *[SlotSet(slot, None) for slot in ("requested_slot", *FORM_SLOTS)]]


def rasa_actions(form: type[Form]) -> type[Form]:
    """Make the actions that Rasa needs for a form (class decorator)."""
    it = _FORMS[form.name] = form()

    def make(kind: Any, action: str, **more: Any) -> type[ShopAction]:
        return type(action, (kind,), {"action": action, "form": it, "__module__": form.__module__, **more})

    form.actions = (
        make(_Begin, f"action_begin_{form.name}"),
        make(_Validate, f"validate_{form.name}"),
        *[make(_Ask, f"action_ask_{form.name}_{slot}", slot=slot) for slot in form.slots],
        make(_Finish, f"action_finish_{form.name}"),
    )
    return form
