"""For whom goods are that somebody looks for: "ladies shoes", "bachon ke kapray", "مردانہ جوتے", "for my brother"."""

from hamrah.language.normalise import tokenise
from hamrah.language.recipients import recipient_named
from hamrah.language.word_list import words

WEARERS: dict[str, frozenset[str]] = {
    "women": words(
        """
        women woman womens ladies lady ladees ladis female females khawateen khwateen khawatin khatoon zanana aurat
        aurton auraton خواتین خاتون عورت عورتوں لیڈیز لیڈیس زنانہ
        """
    ),
    "men": words(
        """
        men man mens gents gent gentleman gentlemen male males mard mardon mardo mardana mardaana aadmi admi aadmiyon
        مرد مردوں مردانہ آدمی آدمیوں جینٹس جنٹس
        """
    ),
    "girls": words(
        """
        girls girl larki larkiyon larkion larkiyan bachi bachiyon bachion bachiyan
        لڑکی لڑکیوں لڑکیاں بچی بچیوں بچیاں
        """
    ),
    "boys": words("boys boy larka larkay larke larkon larko لڑکا لڑکے لڑکوں"),
    "children": words("kids kid children childrens child bachon bacho bachay bache bacha بچوں بچے بچہ"),
    "baby": words("baby babies newborn infant nomolood بیبی نومولود شیرخوار"),
}
"""Words for those who wear or use a thing, by what the store calls them."""
OF_RECIPIENTS = {
    **dict.fromkeys(("mother", "sister", "wife"), "women"),
    **dict.fromkeys(("father", "brother", "husband"), "men"),
    "child": "children",
    "baby": "baby",
}
"""Who wears what is bought for somebody; for a friend or a teacher it may be anybody."""
OF_CHILDREN = {"beta": "boys", "son": "boys", "بیٹا": "boys", "بیٹے": "boys", "bete": "boys", "betay": "boys"} | {
    "beti": "girls",
    "daughter": "girls",
    "بیٹی": "girls",
}
_BY_WORD = {word: wearer for wearer, called in WEARERS.items() for word in called}


def find_wearer(text: str) -> str | None:
    """Who is to wear what a raw text looks for (a key of `WEARERS`); None where it does not say.

    A relation counts where the thing is for them: "bhai, kurta dikhayen" only speaks to a shop assistant.
    """
    said = (token.text.replace("’", "'").removesuffix("'s") for token in tokenise(text))
    direct = next((_BY_WORD[word] for word in said if word in _BY_WORD), None)
    named = None if direct is not None else recipient_named(text)
    return direct if named is None else OF_CHILDREN.get(named.word) or wearer_of(named.recipient)


def wearer_of(recipient: str | None) -> str | None:
    """Who wears what is bought for somebody, so far as that is known."""
    return None if recipient is None else OF_RECIPIENTS.get(recipient)


def is_wearer(word: str) -> bool:
    """Whether a normalised word says for whom goods are."""
    return word.replace("’", "'").removesuffix("'s") in _BY_WORD
