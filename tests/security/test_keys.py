"""The server's own keys: secret, stable for an installation, different for each purpose."""

import stat
from pathlib import Path

import pytest

from hamrah.keys import server_key, site_keys
from hamrah.settings import SettingsError, read_settings, settings

pytestmark = pytest.mark.usefixtures("own_var")


def key_file() -> Path:
    return settings().var_dir / "server.key"


def test_the_master_key_is_made_at_first_use_for_the_owner_only() -> None:
    assert not key_file().exists()
    server_key("sender")
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert len(key_file().read_bytes()) == 32


def test_a_key_is_the_same_in_every_process_and_differs_by_purpose() -> None:
    purposes = ("sender", "web-session", "one-time-code", "site-token")
    first = [server_key(purpose) for purpose in purposes]
    server_key.cache_clear()  # as another process of this installation begins
    assert [server_key(purpose) for purpose in purposes] == first
    assert len(set(first)) == len(purposes)
    assert key_file().read_bytes() not in first


def test_another_installation_has_other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = server_key("sender")
    monkeypatch.setenv("HAMRAH_VAR_DIR", str(tmp_path / "elsewhere"))
    settings.cache_clear()
    server_key.cache_clear()
    assert server_key("sender") != ours


def test_the_sites_keys_are_the_operators_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = "secret-with:colon-" + "n" * 20, "o" * 32
    monkeypatch.setenv("HAMRAH_SITE_KEYS", f"new:{new}  old:{old}")
    settings.cache_clear()
    assert list(site_keys().items()) == [("new", new), ("old", old)]


@pytest.mark.parametrize("pairs", ["abc", "kid:", "kid:short", ":" + "x" * 40])
def test_a_key_that_could_be_guessed_is_refused(pairs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMRAH_SITE_KEYS", pairs)
    with pytest.raises(SettingsError, match="HAMRAH_SITE_KEYS") as refused:
        read_settings()
    assert pairs not in str(refused.value)


def test_half_a_server_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMRAH_VAR_DIR", str(tmp_path))
    (tmp_path / "server.key").write_bytes(b"")
    settings.cache_clear()
    server_key.cache_clear()
    with pytest.raises(SettingsError, match="is not a key"):
        server_key("sender")


def test_without_any_there_is_one_that_only_this_installation_knows() -> None:
    (kid, secret) = next(iter(site_keys().items()))
    assert (kid, len(secret)) == ("demo", 64)
    assert secret == server_key("site-token").hex()
