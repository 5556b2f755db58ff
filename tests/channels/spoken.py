"""What one says in each language, from a complaint's first word to its end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What one says in one language, from the first complaint to its end."""

    language: str
    begins: str
    is_wrong: str
    sends: str
    asks: str
    ends: str
    order: str
    not_me: str
    surely: str
    yes: str
    no: str
    go_on: str
    leave: str


SPOKEN = [
    Words(
        "en",
        "i want to file a complaint",
        "the shawl you sent has a hole in it",
        "Please go on here: {code}",
        "is there any update on {ticket}",
        "great, it has been fixed, thank you",
        "where is my order",
        "This is not me",
        "Yes, it is not me",
        "yes",
        "no",
        "Yes, go on here",
        "No, not mine",
    ),
    Words(
        "ur",
        "ایک شکایت درج کروانی ہے",
        "شرٹ کی جگہ کسی اور کی پینٹ نکل آئی پارسل سے",
        "یہاں سے آگے بڑھیں: {code}",
        "جو شکایت ابھی لکھوائی اس پر کیا ہو رہا ہے؟",
        "مسئلہ حل ہو گیا ہے میرا، شکریہ",
        "میرا سامان کہاں ہے",
        "یہ میں نہیں ہوں",
        "جی، میں نہیں ہوں",
        "جی ہاں",
        "نہیں",
        "جی، آگے بڑھائیں",
        "نہیں، میری نہیں",
    ),
    Words(
        "ur-Latn",
        "mujhe aik shikayat darj karwani hai",
        "parcel mein se trousers nahi nikle, sirf shirt aayi hai",
        "Yahan se aage barhein: {code}",
        "meri shikayat ka kya bana",
        "masla hal ho gaya hai, shukriya",
        "mera parcel kidhar pohncha bhai",
        "Yeh main nahi",
        "Jee, main nahi hoon",
        "haan",
        "nahi",
        "Jee, aage barhayein",
        "Nahi, meri nahi",
    ),
]
