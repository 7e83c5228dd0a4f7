"""Names, dates and words at the edges of what a practice may hold."""

from datetime import UTC, date, datetime
from typing import Any, Final

#: The instant at which everything is read: a day on which New York's clocks change.
NOW: Final = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)

#: Several sort alike, several are written in scripts and letters that databases order and fold differently.
NAMES: Final = (
    "Ana Lima",
    "ana lima",
    "Ána  Líma",
    "A\u0301na Li\u0301ma",
    "Zoë Ångström",
    "Zoe Angstrom",
    "محمد علي",
    "שרה לוי",
    "李小龍",
    "👩‍🔬 Curie",
    "🧑🏽‍🤝‍🧑🏻",
    'O\'Neil "Bo" <b>',
    "back\\slash / 100%_of",
    "Straße",
    "STRASSE",
    "ﬁnn ﬂynn",
    "İstanbul Işık",
    "Øystein Łukasz",
    "𐐀deseret",
    "ｆｕｌｌ　ｗｉｄｔｈ",
    "line\nbreak\tand tab",
    "e",
    "-",
    "हिन्दी नाम",
    "Mary-Jane van der Berg",
    "x" * 200,
    "\uffff last",
    "\u200fمن اليمين\u200e left",
    "\u2028separator",
    "null",
)
#: Beginnings of words, words that are in no name, and texts without any word.
SEARCHES: Final = (
    "ana",
    "li",
    "ANA LIM",
    "lima ana",
    "zoe",
    "Å",
    "مح",
    "李",
    "fin",
    "strasse",
    "o",
    "neil bo",
    "e",
    "x",
    "100%",
    "_of",
    "nobody",
    "",
    "  ",
    "-",
    "👩",
    "हि",
    "\u0000",
    "'; --",
    "\U0010ffff",
)
LANGUAGES: Final = ("English", "Español", "espanol", "中文", "العربية", "ENGLISH")
SERVICES: Final = ("Trauma", "trauma ", "EMDR", "Family — systems", "Kinder- & Jugendhilfe", "")
PAYERS: Final = ("Aetna", "AETNA", "Blue Cross", "Büro für Kasse", "\u0301")
NOTES: Final = ("", "Prefers mornings.", 'quote " and \\ slash', "two\nlines\r\n", "🌧️ \u202eRTL", "\x7f", "null", "{}")
DATES: Final = (
    date(1900, 1, 1),
    date(1999, 12, 31),
    date(2000, 2, 29),
    date(2024, 2, 29),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 2, 22),
    date(2026, 3, 6),
    date(2026, 3, 7),
    date(2026, 3, 8),
)
INSTANTS: Final = (
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2025, 11, 2, 5, 30, tzinfo=UTC),
    datetime(2025, 11, 2, 6, 30, tzinfo=UTC),
    datetime(2026, 2, 22, 4, 59, 59, 1, tzinfo=UTC),
    datetime(2026, 2, 22, 5, tzinfo=UTC),
    datetime(2026, 2, 22, 5, tzinfo=UTC),
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 3, 7, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 8, 6, 29, 59, 999_999, tzinfo=UTC),
)
ZONES: Final = ("UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "Pacific/Pago_Pago")
#: What a practice keeps of its own; a client marked vip is for the ceo alone where the example policy is installed.
ATTRIBUTES: Final[tuple[Any, ...]] = (
    None,
    None,
    {},
    [],
    "vip",
    0,
    True,
    {"vip": True},
    {"vip": True, "why": "famous"},
    {"vip": False},
    {"vip": None, "z": 1, "a": [1, 2.50, 1e3, {"deep": "\u2028é"}]},
    {"vip": "no", "long key": 10**20, "fraction": 0.1},
    [{"b": 1, "a": None}, "x"],
)
