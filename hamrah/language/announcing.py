"""Telling "I want to make a complaint" from a complaint, and "I want to add something" from what is to be added."""

import re

from hamrah.language.answers import is_question
from hamrah.language.normalise import tokenise, words_of
from hamrah.language.word_list import words

_EMPTY = words("""
    i i'm i'd i've want wanna to would like need must have had got please plz pls kindly can could may let me you we us
    add adding note something anything more another one detail details info information fact point file lodge register
    make write open raise report submit put log launch give tell say this that it is there's there my the a an about for
    on in of with regarding complaint complain complaints ticket problem issue some few order
    parcel hi hello helo hlo hav hv complan salam sir madam dear
    mujhe mujhay mujhy main mein mai maine ne hum humein apni apna apne meri mera mere ek aik aur bhi kuch koi or
    shikayat shikayet shikait masla maslah complain karni karna karwani karwana karani hai hy he hain thi tha ho
    chahiye chahti chahta darj likhwani likhwana likhni batana batani bataani dena deni shamil izafa mazeed baat cheez
    tafseel hua hui gaya gayi gya aya ayi aaya aayi haal kya kaise problem pareshani sath saath sun lein chah raha rahi
    aap se ke ka ki ko mein mei par pe liye barah karam meherbani bhai yaar ji jee assalam o alaikum
    مجھے میں میرے میری میرا اپنی اپنا اپنے ہم ہمیں ایک اور بھی کچھ کوئی شکایت مسئلہ کمپلینٹ ٹکٹ کرنی کرنا کروانی کروانا
    ہے ہیں تھی تھا چاہیے چاہتی چاہتا ہوں درج لکھوانی لکھوانا لکھنی بتانا بتانی دینا دینی شامل اضافہ مزید بات چیز تفصیل
    کے کا کی کو میں پر لیے براہ کرم مہربانی جی بھائی السلام علیکم نوٹ سلام سر یار بھئی حال کیا کیسے پرابلم پریشانی
    کمپلین ہو ہوا ہوئی گیا گئی گئے آ آیا آئی ساتھ سن سنیں لیں چاہ رہا رہی تھا آپ سے
""")

_TO_BE_FILED = re.compile(
    r"\b(?:file|register|lodge|log|record|submit|note|write|take) (?:down )?(?:my|a|this|the|our) complain(?:t)?\b"
    r"|\b(?:shikayat|shikayet|shikait|complaint|complain|شکایت|کمپلینٹ|کمپلین) (?:to |ko )?"
    r"(?:(?:darj|note|register|file|درج|نوٹ|رجسٹر) (?:kar|kr|کر)? ?|likh |لکھ )"
    r"(?:karein|karen|kren|karo|kardo|kardein|karlein|kijiye|dein|den|do|lein|len|lo|"
    r"کریں|کرو|کردیں|کرلیں|کیجیے|کیجئے|دیں|دو|لیں|لو)\b"
)

_ANOTHER = re.compile(
    r"\b(?:another|one more|a new|a second|(?:ek|aik|1) (?:aur|or|nayi|nai|naya)|doosri|dosri|dusri|nayi|nai"
    r"|ایک (?:اور|نئی)|دوسری|نئی)"
    r" (?:complaint|complain|shikayat|shikayet|shikait|شکایت|کمپلینٹ|کمپلین)\b"
    r"(?! (?:ka|ki|ke|ko|mein|number|no|کا|کی|کے|کو|میں|نمبر)\b)"
)
"""Not "my other complaint's status"."""


def asks_to_file(text: str) -> bool:
    """Whether a raw text asks that a complaint be taken down ("meri shikayat darj karein"), not what became of one."""
    return not is_question(text) and _TO_BE_FILED.search(" ".join(words_of(text))) is not None


def has_another(text: str) -> bool:
    """Whether a raw text says that there is one more complaint: "ek aur shikayat hai", "I have another complaint"."""
    return not is_question(text) and _ANOTHER.search(" ".join(words_of(text))) is not None


def is_announcement(text: str) -> bool:
    """Whether a raw text only says that a complaint or an addition is coming, and nothing of what it is."""
    said = [token.text for token in tokenise(text)]
    return all(word in _EMPTY or any(char.isdigit() for char in word) or not word[0].isalpha() for word in said)
