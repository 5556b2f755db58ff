"""Answers by their words alone, where their meaning is in doubt: "جی منگوا دیں", "haan likh dein", "no don't"."""

from hamrah.language.normalise import tokenise
from hamrah.language.word_list import words

QUESTION_MARKS = ("?", "؟")
_OPENINGS = words("what what's whats which how when where's where do does can are is kya kia کیا")

_MOST_WORDS = 5
_YES = words(
    """
    yes yeah yep yup ok okay sure haan han haanji hanji ji jee jii bilkul zaroor zarur theek thik
    chalein chalen chalo acha achha accha kar kardo kardein
    جی ہاں ہانجی بالکل بلکل ضرور ٹھیک اوکے یس آہو چلیں چلو اچھا کر کردو کردیں
    👍 👌 ✅ ✔ 🙂 😊
    """
)
_NO = words(
    """
    no nope nah not don't dont never nahi nahin nhi nai naheen na naa mat
    نہیں نہی نہ نا ناں مت
    👎 ❌ ✖ 🚫
    """
)
_MORE = words(
    """
    but however except other another what when where why which how lekin magar par balke albatta doosra dusra aur ek
    kya kab kahan kyun kaun kon kaise kitna kitne kitni لیکن مگر پر بلکہ البتہ دوسرا اور ایک
    کیا کب کہاں کیوں کون کیسے کتنا کتنے کتنی
    """
)
"""What says more than a yes or a no, or asks something."""

_NOTHING = frozenset(
    line.strip()
    for line in """
    no comment / no comments / nothing / nothing else / nothing more / nothing to add / nothing to say / none / nil / na
    n a / nope nothing / kuch nahi / kuch nahin / kuch nhi / kuch bhi nahi / kuch nahi kehna / kuch nahi kehna hai
    koi comment nahi / koi baat nahi / bas kuch nahi / aur kuch nahi / کچھ نہیں / کچھ بھی نہیں / کچھ نہیں کہنا
    اور کچھ نہیں / کوئی تبصرہ نہیں / کوئی بات نہیں / بس کچھ نہیں
    """.replace("\n", "/").split("/")
    if line.strip()
)
"""What says that there is nothing to say."""

_RATINGS = {
    **dict.fromkeys(words("😍 🤩 🥰 👍 💯 😘 🎉 ❤ ♥ 💖 💕"), 5),
    **dict.fromkeys(words("🙂 😊 😀 😄 😃 👌 😁"), 4),
    **dict.fromkeys(words("😐 😑 🤔 😶"), 3),
    **dict.fromkeys(words("🙁 😞 😕 😔 👎 😟 😢 ☹"), 2),
    **dict.fromkeys(words("😡 🤬 😠 💔 😤 🤮 😭"), 1),
}


def find_yes_or_no(text: str) -> bool | None:
    """Whether a few words of a raw text begin with a yes (True) or say no (False); None for anything else."""
    said = [token.text for token in tokenise(text)]
    if not said or len(said) > _MOST_WORDS or not _MORE.isdisjoint(said) or text.rstrip().endswith(QUESTION_MARKS):
        return None
    if said[0] not in _YES | _NO:
        return None
    return _NO.isdisjoint(said)


def says_nothing(text: str) -> bool:
    """Whether a raw text says no more than that there is nothing to say: "no comment", "kuch nahi", "n/a"."""
    return " ".join(token.text for token in tokenise(text) if token.text.isalnum()) in _NOTHING


def find_rating_in_emoji(text: str) -> int | None:
    """The rating, 1 to 5, that a raw text's first telling emoji stands for where a rating was asked; None without."""
    return next((_RATINGS[token.text] for token in tokenise(text) if token.text in _RATINGS), None)


def is_question(text: str) -> bool:
    """Whether a raw text has the shape of a question: its mark at the end, or a word that opens one."""
    said = tokenise(text)
    return text.rstrip().endswith(QUESTION_MARKS) or bool(said and said[0].text in _OPENINGS)
