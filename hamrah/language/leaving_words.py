"""The word by which people leave a form: "cancel", "cancel karo", "کینسل کریں", and nothing else said."""

from hamrah.language.normalise import tokenise
from hamrah.language.word_list import words

_CANCEL = words("cancel cancl cancle cancell kensal kansal cancelled abort کینسل کنسل منسوخ")
_BESIDE = words(
    """
    it this that please plz pls karo kro kar kr kardo krdo kardein kardain krdein karden krden karein karen kren karain
    do dein den dain dijiye ye yeh isay ise isko is ko ji jee bhai yaar ok okay no nahi rehne all everything just
    اسے یہ اس کو کرو کریں کر دو دیں دیجیے پلیز جی بھائی نہیں سب
    """
)


def says_only_cancel(text: str) -> bool:
    """Whether a raw text says to cancel and names nothing that is to be cancelled."""
    said = [token.text for token in tokenise(text)]
    return any(word in _CANCEL for word in said) and all(word in _CANCEL or word in _BESIDE for word in said)
