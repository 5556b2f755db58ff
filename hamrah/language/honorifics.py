"""The name in what people call somebody: "Mrs Lubna Khalid" and "Lubna baji" are Lubna."""

from hamrah.language.normalise import tokenise
from hamrah.language.word_list import words

_BEFORE = words("""
    mr mrs ms miss mister madam madame maam mam sir dr doctor janab jnab muhtarma mohtarma muhtaram mohtaram seth
    customer client gahak
    مسٹر مسز مس میڈم سر ڈاکٹر جناب محترمہ محترم سیٹھ کسٹمر گاہک
""")
_AFTER = words("""
    sahab sahib saab sahb saheb sahiba sahibah bhai bhae bhaiya baji bajee aapi apa madam sir jee ji uncle aunty auntie
    صاحب صاحبہ صاحبا بھائی باجی آپا آپی میڈم سر جی انکل آنٹی
""")


def bare_name(called: str) -> tuple[int, int]:
    """Where the name stands in what somebody is called, as offsets of the raw text; all of it if nothing else does."""
    tokens = list(tokenise(called))
    first, last = 0, len(tokens)
    while first < last and tokens[first].text in _BEFORE:
        first += 1
    while last > first and tokens[last - 1].text in _AFTER:
        last -= 1
    if first == last:
        return 0, len(called)
    return tokens[first].start, tokens[last - 1].end
