"""A token is no word of a person's."""

import secrets

import pytest

from hamrah.language.opaque import is_opaque


@pytest.mark.parametrize("text", ["y_z2nj87V2jo", "UMib5pvISi_y", "/g_zHwYXMpdQ8 ", secrets.token_hex(8) + "Zz"])
def test_a_token_is_opaque(text: str) -> None:
    assert is_opaque(text)


@pytest.mark.parametrize(
    "text",
    ["yes", "T-10023", "Assalam-o-alaikum", "W2611340", "order1042kahanhai", "03001234567", "جی ہاں", ""],
)
def test_what_people_write_is_not(text: str) -> None:
    assert not is_opaque(text)
