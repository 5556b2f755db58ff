"""Settings come from the environment once, and a wrong one gives a line that names it and never tells its value."""

import pytest

from hamrah.settings import PROJECT, SettingsError, read_settings

NAMES = ("HOST", "PORT", "HAMRAH_DATABASE_URL", "HAMRAH_DEMO", "HAMRAH_MESSAGES_PER_MINUTE", "HAMRAH_VAR_DIR")
SECRET = "s3cret-pa55word"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_any_setting_there_is_a_demo_on_this_machine_only() -> None:
    found = read_settings()
    assert (found.host, found.demo, found.timezone) == ("127.0.0.1", True, "Asia/Karachi")
    assert found.database_url == f"sqlite:///{PROJECT / 'var' / 'hamrah.db'}"


def test_what_an_operator_sets_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "0.0.0.0", "PORT": "9000", "HAMRAH_DEMO": "false"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HAMRAH_DATABASE_URL", "postgresql://shop@db/hamrah")
    found = read_settings()
    assert (found.host, found.port, found.demo) == ("0.0.0.0", 9000, False)
    assert found.database_url == "postgresql+psycopg://shop@db/hamrah"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", SECRET),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("HAMRAH_DATABASE_URL", f"mysql://shop:{SECRET}@db/hamrah"),
        ("HAMRAH_DATABASE_URL", f"postgresql://shop:{SECRET}@db:port/hamrah"),
        ("HAMRAH_DATABASE_URL", SECRET),
        ("HAMRAH_DATABASE_URL", ""),
        ("HAMRAH_DEMO", SECRET),
        ("HAMRAH_MESSAGES_PER_MINUTE", "-3"),
        ("HAMRAH_MESSAGES_PER_MINUTE", SECRET),
    ],
)
def test_a_wrong_one_is_named_in_one_line_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        read_settings()
    message = str(raised.value)
    assert message.startswith(f"{name} is not usable: ")
    assert "\n" not in message
    assert SECRET not in message and "mysql" not in message
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


def test_settings_do_not_change_under_way() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1
