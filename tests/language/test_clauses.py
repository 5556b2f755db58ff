"""The parts of a sentence that asks for several things, and what each asks for."""

import pytest

from hamrah.language.clauses import asks_to_see, deeds_named, find_clauses, find_report, is_joint


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Ayesha ki shikayat aur pichlay mahine ki sale", ["Ayesha ki shikayat", "pichlay mahine ki sale"]),
        ("sales last month, CSAT and at risk", ["sales last month", "CSAT", "at risk"]),
        ("عائشہ کی شکایت اور سیل", ["عائشہ کی شکایت", "سیل"]),
        ("Sana ke 2 orders phir Multan ki sale", ["Sana ke 2 orders", "Multan ki sale"]),
        ("her orders and then sales last month", ["her orders", "sales last month"]),
        ("عائشہ کے آرڈر پھر لاہور کی سیل", ["عائشہ کے آرڈر", "لاہور کی سیل"]),
        ("phir se dikhao, gahak phir bhi naraz hai", ["phir se dikhao", "gahak phir bhi naraz hai"]),
        ("orders over 1,000 rupees", ["orders over 1,000 rupees"]),
        ("Sandra aurangzeb", ["Sandra aurangzeb"]),
        ("", []),
        ("and, aur", ["and", "aur"]),
    ],
)
def test_what_is_joined_comes_apart(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in find_clauses(text)] == pieces


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("sales last month", "sales"),
        ("پچھلے مہینے کی سیل", "sales"),
        ("CSAT last month", "satisfaction"),
        ("at risk customers", "at_risk"),
        ("segments dikhao", "segments"),
        ("show open tickets", "queue"),
        ("meri late tickets", "queue"),
        ("کھلے ٹکٹ دکھائیں", "queue"),
        ("un ki shikayat", None),
        ("last 3 orders", None),
    ],
)
def test_which_report_a_part_asks_for(text: str, report: str | None) -> None:
    assert find_report(text) == report


def test_numbers_are_joined_and_not_corrected() -> None:
    assert all(map(is_joint, (" and ", " aur ", ", ", " اور ", ", and ", " & ")))
    assert not any(map(is_joint, (", no sorry ", " nahi ", " ", "")))


def test_what_is_only_to_be_seen() -> None:
    assert all(
        map(asks_to_see, ("show T-10030 and T-10018", "T-10030 aur T-10018 dikhao", "T-10030 اور T-10018 دکھائیں"))
    )
    assert not any(map(asks_to_see, ("show T-10030 as solved", "solve T-10030 and T-10018")))


def test_deeds_with_a_ticket() -> None:
    assert deeds_named("mujhe assign karo") == ["assign"]
    assert deeds_named("note likho") == ["note"] and deeds_named("نوٹ لکھیں") == ["note"]
    assert deeds_named("solve it with the note", "solve") == []
    assert deeds_named("assign it to me with a note", "assign") == ["note"]
    assert deeds_named("customer ko phone kiya") == []
