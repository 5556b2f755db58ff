"""Questions of how something is done: "refund ka tareeqa?", "how do I handle a damaged parcel", "واپسی کیسے کریں"."""

import re

from hamrah.language.normalise import normalise, words_of
from hamrah.language.sound import sound
from hamrah.language.word_list import words

_ASKS = re.compile(
    r"\b(?:how (?:do|to|should|can|must|is|are|does|would|shall)|what (?:do|should|must|can|shall) (?:i|we|you)"
    r"|what (?:to do|is to be done|happens if|if)|what'?s the (?:way|process|procedure|rule|policy)"
    r"|procedure|process|playbook|sops?|steps? (?:for|to|of)|policy|policies|rules? (?:for|of|about)|guide)\b"
    r"|\b(?:taree?[qk]a[he]?|tari[qk]a[he]?|taree?[qk]ay|ka?is?ay|kaise|kese|kesy|kaisay|usool|asool)\b"
    r"|\b(?:kya|kia) (?:kar(?:na|ein|en|oon|un|o|te|tay|ta)?|karain|hota|hoga|ho ga)\b"
    r"|طریق|کیسے|کس طرح|کیا (?:کریں|کرنا|کروں|کرتے|کیا جائے|ہوتا|ہو گا)|پالیسی|اصول|ضابطہ"
)
_RULES = {
    "delivery": re.compile(
        r"\b(?:deliver\w*|shipping|shipment|courier|parcels? (?:sent|shipped))\b|ڈیلیوری|ڈلیوری|شپنگ|کوریئر"
    ),
    "payment": re.compile(
        r"\b(?:pay|pays|paid|payments?|cash on delivery|cod|cards?|easy ?paisa|jazz ?cash|adaigi)\b|پیمنٹ|ادائیگی|کارڈ"
    ),
    "warranty": re.compile(r"\b(?:warr?[ae]n\w*|guarant?e\w*|gaurant\w*)\b|وارنٹی|گارنٹی"),
    "hours": re.compile(
        r"\b(?:hours?|timings?|schedule|auqaat|awqat|kab|when|what time|kitne baje|kis waqt)\b"
        r"|اوقات|ٹائم|کب|کس وقت|کتنے بجے"
    ),
    "place": re.compile(
        r"\b(?:address|location|directions?|where|get to|reach|pata|kahan|rasta|raasta)\b|پتہ|پتا|کہاں|راستہ|لوکیشن"
    ),
    "assistant": re.compile(
        r"\b(?:can|could|do|will|would) you\b|\b(?:aap|ap|tum)\b|\b(?:kya|kia) (?:kya )?kar sak\w+"
        r"|آپ|تم|کیا کر سک"
    ),
}
_PLURAL = re.compile(r"(?<=[a-z]{3}[a-rt-z])s$")
_FRAME = words(
    """
    how what what's whats when which where why who is are am be been do does did to should can could must may might
    will would shall i we you he she it they me my our us your his her their them a an the this that these those of
    for from in on at with by and or if as about into up out so then please plz pls kindly tell show give need want
    wants know explain guide way process procedure policy policies playbook sop sops step steps rule rules handle
    handling handled deal dealing case cases situation someone somebody person people customer customers client
    clients shop's there's has have had get gets got came comes come says said saying asks asked asking happens done
    make made sir madam hi hello salam new our i'm we're there there's one some any right correct proper properly
    ka ki ke ko se mein me main mai par pe hai hain hy ho hota hoti hote hua hui huay hue tha thi the raha rahi rahe
    rha kya kia kaise kaisay kese kesay kis kisi koi ek aik aur or agar jab tab to toh bhi hi ji jee yeh ye woh wo is us
    tareeqa tareeka tariqa tariqah tareeqay tareeqe tarika usool asool karna karni karein karen karo karoon karun kare
    kar karta karte karti krna krein kren kr batao batayein bataein bata dein den do dena deni chahiye chahta chahti
    chahte chahtay customer gahak gahakon graahak hum humein mujhe mujhay mera meri apna wala wali wale kehta keh kehte
    lagayein lagana lagate lagti lage lag laga lagani
    bole bolta aaye aaya aayi aya ayi gaya gayi gaye jaye jata jati sahab sahib bhai yaar ne nay yahan hamari hamara
    کا کی کے کو سے میں پر ہے ہیں ہو ہوتا ہوتی ہوتے ہوا ہوئی ہوئے تھا تھی تھے رہا رہی رہے کیا کیسے کس کسی کوئی ایک اور
    اگر جب تب تو بھی ہی جی یہ وہ اس طریقہ طریقے طریقۂ کار طرح اصول پالیسی کرنا کرنی کریں کرو کروں کرے کر کرتا کرتے کرتی
    بتائیں بتاؤ بتا دیں دو دینا دینی چاہیے چاہتا چاہتی چاہتے گاہک گاہکوں کسٹمر ہم ہمیں مجھے میرا میری اپنا والا والی
    والے کہتا کہہ کہتے آئے آیا آئی گیا گئی گئے جائے جاتا جاتی صاحب بھائی نے یہاں ہماری ہمارا ہمارے کون سا
    """
)
"""What such questions are made of besides the thing they ask about."""


def asks_how(text: str) -> bool:
    """Whether a raw text asks how something is done, or what the rule is."""
    return _ASKS.search(" ".join(normalise(text).text.split())) is not None


def names_rule(text: str, rule: str) -> bool:
    """Whether a raw text names what a rule of the shop is about: `delivery`, `hours`, …, or the `assistant` itself."""
    return _RULES[rule].search(" ".join(normalise(text).text.split())) is not None


def topic_sounds(text: str) -> list[str]:
    """What the words that say what a raw text is about sound like (`hamrah.language.sound`), each once, in order.

    A word of a single sound is its own key, since too many words have that sound.
    """
    heard = ((word, sound(_PLURAL.sub("", word))) for word in words_of(text) if word not in _FRAME)
    return list(dict.fromkeys(key if len(key) > 1 else word for word, key in heard))
