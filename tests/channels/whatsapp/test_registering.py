"""`hamrah whatsapp templates`: how the shop's templates stand at Meta, and handing them in."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from hamrah.bootstrap import texts
from hamrah.bot.channels.whatsapp.registering import definitions
from hamrah.bot.channels.whatsapp.templates import templates
from hamrah.cli.main import app
from hamrah.settings import settings
from tests.channels.fakes.whatsapp import FakeWhatsApp, serving
from tests.channels.whatsapp.provider import settings_of


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWhatsApp]:
    """Meta's API, as the settings name it."""
    monkeypatch.setenv("COLUMNS", "200")
    with serving(FakeWhatsApp()) as fake:
        monkeypatch.setenv("HAMRAH_WHATSAPP", settings_of(fake))
        settings.cache_clear()
        yield fake
    settings.cache_clear()


def run(meta: FakeWhatsApp, *options: str, account: str | None = None) -> Result:
    return CliRunner().invoke(app, ["whatsapp", "templates", account or meta.registry.account, *options])


def wanted() -> int:
    """How many templates there are, each language for itself."""
    return len(definitions(templates(), texts().button))


def test_what_is_missing_is_shown_and_nothing_is_changed(meta: FakeWhatsApp) -> None:
    result = run(meta)
    assert result.exit_code == 0
    assert result.stdout.count("missing") == wanted()
    assert meta.registry.rows == []


def test_all_are_handed_in_as_meta_takes_them_and_only_once(meta: FakeWhatsApp) -> None:
    assert run(meta, "--register").exit_code == 0
    assert len(meta.registry.rows) == wanted()
    assert meta.refused == []
    meta.registry.rows[0]["status"] = "APPROVED"
    again = run(meta, "--register")
    assert len(meta.registry.rows) == wanted()
    assert again.stdout.count("approved") == 1 and again.stdout.count("pending") == wanted() - 1


def test_they_are_found_on_every_page(meta: FakeWhatsApp) -> None:
    other = {"language": "en", "status": "APPROVED", "components": [{"type": "BODY", "text": "x"}]}
    meta.registry.rows = [{"name": f"other_{number}", **other} for number in range(150)]
    run(meta, "--register")
    assert "missing" not in run(meta).stdout


def test_other_words_at_meta_are_told(meta: FakeWhatsApp) -> None:
    run(meta, "--register")
    meta.registry.rows[0]["components"][0]["text"] = "Other words."
    assert run(meta).stdout.count("differs") == 1


def test_what_meta_refuses_is_told_and_the_others_are_handed_in(meta: FakeWhatsApp) -> None:
    run(meta, "--register")
    kept = meta.registry.rows[1:]
    meta.registry.rows = kept
    meta.registry.take = lambda body: (_ for _ in ()).throw(_refusal())  # type: ignore[method-assign]
    result = run(meta, "--register")
    assert result.exit_code == 1
    assert "refused: Not now." in result.stdout


def _refusal() -> Exception:
    from tests.channels.fakes.whatsapp_rules import Wrong

    return Wrong(100, "Not now.")


@pytest.mark.parametrize(("account", "says"), [("999", "does not exist"), ("my-shop", "some 15 digits")])
def test_a_wrong_account_is_one_line(meta: FakeWhatsApp, account: str, says: str) -> None:
    result = run(meta, account=account)
    assert result.exit_code != 0
    assert says in str(result.exception)


def test_a_wrong_token_is_one_line_without_it(meta: FakeWhatsApp) -> None:
    used, meta.token = meta.token, "another"
    result = run(meta)
    assert result.exit_code != 0
    assert used not in str(result.exception) and "access token" in str(result.exception)


def test_without_a_number_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAMRAH_WHATSAPP", raising=False)
    settings.cache_clear()
    result = CliRunner().invoke(app, ["whatsapp", "templates", "102290129340398"])
    assert "HAMRAH_WHATSAPP names no number" in str(result.exception)
    settings.cache_clear()
