"""What an agent wrote in an editor, as words: whatever their mail program made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.integrations.helpdesks.wording import plain

MARKS = (
    "<![",
    "<!",
    "<!--",
    "-->",
    "]>",
    "]]>",
    "</",
    "<p>",
    "<script>",
    "</script>",
    "&#",
    "<?",
    "CASE",
    "if",
    "کرتا",
    " ",
)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>It leaves <b>today</b> &amp; with care.</p><p>Sorry!</p>", "It leaves today & with care.\nSorry!"),
        ("<style>p {color: red}</style><script>x()</script><p>Sorry!</p>", "Sorry!"),
        ("<![if !supportLists]><li>first</li><![endif]>", "first"),
        ("<p>abhi tak <![CASE 10023]>nahin</p><style>p {}</style><p>aaya</p>", "abhi tak nahin\naaya"),
        ("<p>abhi</p><![ 1]><p>tak</p>", "abhi\ntak"),
        ("abhi <![x", "abhi <![x"),
    ],
)
def test_what_is_read_of_html(html: str, words: str) -> None:
    assert plain(html) == words


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=5), max_size=12))
def test_no_html_is_too_broken_to_be_read(parts: list[str]) -> None:
    plain("".join(parts))
