"""Names of days and months as people in Pakistan write them. Day 0 is Monday, month 1 is January."""

WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ur": ("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"),
    "ur-Latn": ("Peer", "Mangal", "Budh", "Jumerat", "Juma", "Hafta", "Itwar"),
}

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ur": (
        *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون"),
        *("جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
    ),
}
MONTHS["ur-Latn"] = MONTHS["en"]

NEAR_DAYS: dict[str, dict[int, str]] = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "ur": {-1: "گزشتہ کل", 0: "آج", 1: "کل"},
    "ur-Latn": {-1: "guzishta kal", 0: "aaj", 1: "kal"},
}
"""A day in words by its distance from today. Urdu's کل is both yesterday and tomorrow, so the past one is marked."""

# As typed, normalised, beyond the names above; in the order of WEEKDAYS and MONTHS.
WEEKDAY_SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("mon", "peer", "pir", "somwar", "سوموار"),
    ("tue", "tues", "mangal", "mungal"),
    ("wed", "budh", "bud"),
    ("thu", "thur", "thurs", "jumerat", "jumairat", "jumeraat"),
    ("fri", "juma", "jumma", "jummah", "jumay", "jumme", "jume", "جمعے"),
    ("saturday", "sanichar", "sneechar", "سنیچر"),
    ("itwar", "itwaar", "aitwar"),
)
MONTH_SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("jan", "janwari", "janvari", "janury"),
    ("feb", "farwari", "farvari", "febuary"),
    ("mar", "maarch"),
    ("apr", "aprail"),
    ("مئ",),
    ("jun", "joon"),
    ("jul", "julai", "julaai"),
    ("aug", "agast"),
    ("sep", "sept", "sitambar", "sitamber"),
    ("oct", "aktobar", "aktober"),
    ("nov", "nawambar", "novamber"),
    ("dec", "disambar", "december"),
)
