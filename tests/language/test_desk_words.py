"""How staff speak of tickets, conversations and offers, in the three ways of writing."""

import pytest

from hamrah.language.customer_parts import gives_purpose
from hamrah.language.desk_words import (
    asks_what_is_mine,
    asks_who_waits,
    audience_chosen,
    audience_named,
    gives_conversation_back,
    gives_to_me,
    is_mine_meant,
    is_overdue_meant,
    is_undo,
    looks_at_something,
    orders_work,
    priority_named,
    role_named,
    solves_ticket,
    split_words,
    takes_conversation,
    tells_customer,
    ticket_to_see,
)
from hamrah.language.offer_words import (
    find_amount,
    find_budget,
    find_days,
    find_least_total,
    find_most_off,
    find_percent,
    means_everybody,
    says_none,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add a note to T-10023: called, no answer", "called, no answer"),
        ("T-10023 pe note likho ke customer ko call kar di", "customer ko call kar di"),
        ("T-10042 me likh do gahak ne phone nahi uthaya", "gahak ne phone nahi uthaya"),
        ("T-10310 پہ کمنٹ ڈالو کہ نیا پیس بھیج دیا", "نیا پیس بھیج دیا"),
        ('اس ٹکٹ پہ میرا کمنٹ لکھو "دو دن میں حل"', "دو دن میں حل"),
        ("tell the customer it comes at 10:30 today", "it comes at 10:30 today"),
        ("add a note to T-10023", None),
        ("tell the customer", None),
        ("tell the customer of T-10023", None),
        ("reply to the customer of ticket 10023", None),
        ("tell the customer about T-10023 that it comes today", "it comes today"),
        ("tell the customer about the delay", None),
        ("customer ko batao T-10023 ke bare mein", None),
        ("customer ko T-10023 ke bare mein batao ke kal aaye ga", "kal aaye ga"),
        ("گاہک کو بتائیں T-۱۰۰۲۳ کے بارے میں", None),
        ("tell the customer T-10023 is ready", "T-10023 is ready"),
    ],
)
def test_the_words_to_be_written(text: str, words: str | None) -> None:
    assert split_words(text)[1] == words


@pytest.mark.parametrize(
    "text",
    [
        "tell the customer: a new one is on its way",
        "customer ko bolo naya piece kal aaye ga",
        "گاہک کو بتا دیں کہ نیا پیس کل آئے گا",
        "customer se poochein ke parcel khula hua tha",
        "ask the customer: was the box open",
        "کسٹمر سے پوچھیں کہ ڈبہ کھلا ہوا تھا",
    ],
)
def test_words_for_the_customer_are_asked_for_in_so_many_words(text: str) -> None:
    assert tells_customer(text) and audience_named(text) == "customer"


@pytest.mark.parametrize(
    "text",
    [
        "note: tell the customer tomorrow",
        "T-10023 pe note likho ke customer ko bata diya",
        "customer ko call ki thi note kar lo",
        "ٹکٹ میں نوٹ لکھیں: گاہک کو بتا دیا ہے",
        'write "tell the customer to wait" in T-10023',
        "maine customer se poocha tha",
    ],
)
def test_a_note_that_speaks_of_the_customer_is_not_for_the_customer(text: str) -> None:
    assert not tells_customer(text) and audience_named(text) is None


def test_for_whom_words_are_when_asked() -> None:
    for said in ("the customer", "gahak", "گاہک کے لیے"):
        assert audience_chosen(said) == "customer"
    for said in ("internal", "staff ke liye", "صرف عملے کے لیے", "andar ka", "sirf staff", "اندر والا", "صرف اسٹاف"):
        assert audience_chosen(said) == "inner"
    assert audience_chosen("internal, not for the customer") is None  # both were named: it is asked again


def test_taking_a_conversation_and_giving_it_back() -> None:
    for said in ("take over the chat of T-10023", "10023 ki chat main le leta hun", "T-10023 کی گفتگو سنبھال لیں"):
        assert takes_conversation(said) and not gives_conversation_back(said), said
    for said in ("give the conversation back", "chat bot ko wapas de do", "گفتگو اسسٹنٹ کو واپس دیں"):
        assert gives_conversation_back(said) and not takes_conversation(said), said
    for said in ("customer wants the money back", "give T-10023 to Sunita", "ticket wapas kholo"):
        assert not takes_conversation(said) and not gives_conversation_back(said), said


def test_who_waits_whose_and_how_urgent() -> None:
    assert (
        asks_who_waits("who is waiting")
        and asks_who_waits("kaun intezar mein hai")
        and asks_who_waits("کون انتظار میں ہے")
    )
    assert is_mine_meant("میرے ٹکٹ دکھاؤ") and is_mine_meant("mere tickets") and not is_mine_meant("open tickets")
    for said in ("show me open tickets", "mujhe Lahore ki tickets dikhao", "مجھے کھلے ٹکٹ دکھائیں"):
        assert not is_mine_meant(said), said
    for said in ("mujhe assign hui tickets dikhao", "tickets assigned to me", "آج مجھے کون سے ٹکٹ نمٹانے ہیں"):
        assert is_mine_meant(said), said
    assert is_overdue_meant("late ho chuki shikayatein") and is_overdue_meant("جن کا وقت نکل گیا")
    assert priority_named("ہائی پرائیورٹی والے") == "high" and priority_named("urgent tickets") == "urgent"
    assert priority_named("show open tickets") is None
    assert (
        gives_to_me("ye ticket mujhe assign karo")
        and gives_to_me("assign it to me")
        and not gives_to_me("give it to Ali")
    )
    assert role_named("assign to the branch manager") == "branch_manager" and role_named("مینیجر کو دیں") == "manager"


def test_undo_is_said_alone() -> None:
    for said in ("undo", "undo that please", "wapas karo", "واپس کر دیں", "Wapas lein", "واپس لیں"):
        assert is_undo(said), said
    for said in ("order wapas karo", "paise wapas kar do", "undo the order 1042"):
        assert not is_undo(said), said


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10023 dikhao", "10023"),
        ("show me ticket T-10023, please", "10023"),
        ("ٹکٹ 10023 دکھا دیں", "10023"),
        ("۱۰۰۲۳ دکھائیں", "10023"),
        ("2716 dikhao", None),
        ("T-10023", None),
        ("assign 10023 to me", None),
    ],
)
def test_a_ticket_to_see(text: str, number: str | None) -> None:
    assert ticket_to_see(text) == number


def test_who_looks_has_nothing_done() -> None:
    for said in ("T-10023 dikhao", "who is the customer of T-10023", "T-10023 kis ka hai", "T-10023 کا گاہک کون ہے"):
        assert looks_at_something(said), said
    for said in ("T-10023", "no, T-10023", "T-10023 wali", "T-10023 Sunita ko do", "T-10023 مجھے دیں"):
        assert not looks_at_something(said), said


@pytest.mark.parametrize(
    ("text", "solves"),
    [
        ("T-10023 is solved: new piece sent", True),
        ("solve T-10023: new piece sent", True),
        ("10023 hal ho gaya: naya piece bhej diya", True),
        ("T-10023 کو حل کر دیں", True),
        ("solve it: we have sent a new one", True),
        ("isay hal kar do: naya bhej diya", True),
        ("is T-10023 solved?", False),
        ("T-10023 solved?", False),
        ("T-10023 is not solved yet", False),
        ("T-10023 kab hal hua", False),
        ("note in T-10023: solved by phone", False),
        ("how do I solve a ticket", False),
    ],
)
def test_a_ticket_is_said_to_be_solved(text: str, solves: bool) -> None:
    assert solves_ticket(text) is solves


@pytest.mark.parametrize(
    ("text", "percent", "days", "budget"),
    [
        ("make an offer of 15% for at risk customers for 7 days, budget 150000", 15, 7, 150_000),
        ("jutay pe bees feesad loyal customers ko 2 hafte, budget 50k", 20, 14, 50_000),
        ("والوں کو 15 فیصد ڈسکاؤنٹ دے دیں 10 دن بجٹ 20,000", 15, 10, 20_000),
        ("create an offer", None, None, None),
    ],
)
def test_what_an_offer_is(text: str, percent: int | None, days: int | None, budget: int | None) -> None:
    assert (find_percent(text), find_days(text), find_budget(text)) == (percent, days, budget)


def test_amounts_and_limits_of_an_offer() -> None:
    assert find_amount("at risk walon ko 500 ka voucher bhejo") == 500
    assert find_amount("15% up to Rs 500") is None
    assert find_most_off("up to Rs 800") == 800 and find_most_off("zyada se zyada 800") == 800
    assert find_least_total("orders over Rs 3,000") == 3000 and find_least_total("3000 se upar") == 3000
    assert find_least_total("from 5 december") is None
    assert find_percent("20", asked=True) == 20 and find_percent("20") is None
    assert means_everybody("sab ke liye") and means_everybody("تمام گاہک") and not means_everybody("loyal")
    assert says_none("no limits") and says_none("koi hadd nahi") and not says_none("no shoes")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("who is waiting for a human", True),
        ("kaun insan se baat karne ka intezar kar raha hai", True),
        ("kitne log intezaar mein hain, koi wait kar raha hai?", True),
        ("کون انسان سے بات کرنے کا انتظار کر رہا ہے", True),
        ("mujhe apne order ka intezar hai", False),
        ("میں انتظار کر رہا ہوں", False),
    ],
)
def test_who_waits(text: str, asks: bool) -> None:
    assert asks_who_waits(text) is asks


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("mere naam pe kya kya hai?", True),
        ("aaj mere zimme kya hai", True),
        ("میرے نام پر کیا کیا ہے؟", True),
        ("what's on my plate?", True),
        ("mere naam ka order dikhao", False),
        ("میرے پاس رسید نہیں ہے", False),
    ],
)
def test_what_is_mine(text: str, asks: bool) -> None:
    assert asks_what_is_mine(text) is asks


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("solve T-10209: ok", True),
        ("note in T-10209: call her", True),
        ("gahak ko batao: aap ka parcel aa raha hai", True),
        ("گاہک کو بتائیں: پارسل آ رہا ہے", True),
        ("mere naam kya hai", True),
        ("undo", True),
        ("customer ko batana hai ke parcel aa gaya", False),
        ("گاہک کو بتانا ہے کہ پارسل آ گیا", False),
        ("to tell the customer about the delivery", False),
        ("call about T-10209: she is angry", False),
        ("complaint T-10209", False),
    ],
)
def test_work_that_is_ordered_is_no_reason(text: str, orders: bool) -> None:
    assert orders_work(text, gives_purpose(text)) is orders
