"""One word is enough to have messages stopped, in every language; a message that says more is read as a whole."""

import pytest

from hamrah.language.opting_words import Opting, find_opting, may_mean_stopping


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop.", "Stop!!!", "stop please", "stop it", "STOP STOP", "end", "quit", "stop krdo"),
        *("bas", "Bas karo", "bas kar dein please", "bass", "band karo", "band karein", "band kr do bhai", "rok dein"),
        *("بس", "بند کریں", "بند کر دیں پلیز", "روک دیں", "مت بھیجیں", "بند کرو", "اسٹاپ", "براہ کرم بند کیجیے"),
        *(
            "بند کر دیجئے",
            "بند کیجئے",
            "بند کیجئیے",
            "بند کردیجئے",
            "روک دیجئے",
            "مت بھیجئے",
            "روکئے",
            "bnd karo",
            "bund kro",
            "stop 🛑",
        ),
    ],
)
def test_stop(text: str) -> None:
    assert find_opting(text) is Opting.STOP


@pytest.mark.parametrize(
    "text",
    [
        *("unsubscribe", "Unsub me", "UNSUBSCRIBE please", "un subscribe", "opt out", "opt-out", "STOPALL", "stop sms"),
        *("no more messages please", "don't send me messages", "stop sending me messages", "stop all msgs"),
        *("message mat bhejo", "mujhe message na bhejein", "msg band karo", "sms band kar dein", "msg nahi chahiye"),
        *("پیغام مت بھیجیں", "میسج بند کریں", "مجھے میسج نہیں چاہییں", "میسج نہ بھیجا کریں", "ان سبسکرائب"),
        *(
            "میسیجز بند کریں",
            "مسیج بند کر دیجئے",
            "پیغام نہیں چاہئے",
            "میسج نہیں چاہئیں",
            "messages bnd kro",
            "پیغامات ختم کریں",
            "stop texting me",
        ),
    ],
)
def test_no_more_messages(text: str) -> None:
    assert find_opting(text) is Opting.OUT


@pytest.mark.parametrize(
    "text", ["رک جائیں", "رک جائیے", "ruk jao", "ruko", "ختم کریں", "ختم کیجئے", "khatam karo please"]
)
def test_enough(text: str) -> None:
    assert find_opting(text) is Opting.ENOUGH


@pytest.mark.parametrize("text", ["START", "start again", "shuru karo", "dobara shuru kar dein", "شروع کریں", "UNSTOP"])
def test_begin_again(text: str) -> None:
    assert find_opting(text) is Opting.BACK


@pytest.mark.parametrize(
    "text",
    [
        *("", "…", "stop, where is my order", "bas yeh wala kurta dikhao", "bus kab aati hai", "order band karo"),
        *(
            "don't stop",
            "message bhejo",
            "rider ko roko please us ne galat samaan diya",
            "بس یہی چاہیے",
            "دکان کب بند ہوتی ہے",
        ),
        *(
            "start kab hogi sale",
            "order khatam karo",
            "stop #1042",
            "آرڈر ختم کریں",
            "ruk jao mera order kahan hai",
            "sale khatam kab hai",
            "cancel",
            "no",
            "nahi",
            "messages",
            "offers band kar dein",
            "send me messages",
            "please",
            "5",
        ),
    ],
)
def test_what_says_something_else_is_no_word_of_it(text: str) -> None:
    assert find_opting(text) is None


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("mujhe offers ke messages mat bhejein", True),
        ("پیغام آنا بند ہو سکتے ہیں؟", True),
        ("please don't send me deals", True),
        ("haan offers bhej dein", False),
        ("آفرز کی خبر دیتے رہیں", False),
        ("I want your offers again", False),
    ],
)
def test_a_word_of_refusing_makes_a_wish_doubtful(said: str, may: bool) -> None:
    assert may_mean_stopping(said) is may
