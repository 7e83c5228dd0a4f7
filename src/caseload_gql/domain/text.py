"""Text: clean input, and keys under which names sort and are found alike on every database."""

import re
import unicodedata
from functools import lru_cache

from caseload_gql.errors import InvalidValue

#: Letters and symbols by Unicode's count that are drawn as nothing: the fillers of Hangul, and Braille without dots.
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_ASCII_WORD = re.compile(r"[0-9a-z]+")
#: Letters that Unicode does not split into a base and an accent.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"}
)


# Payers, languages and services come again and again.
@lru_cache(maxsize=8_192)
def sort_key(text: str) -> str:
    """The key under which a name sorts and matches: case and accents folded, spaces collapsed."""
    if text.isascii():
        return " ".join(text.lower().split())
    split = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in split if not unicodedata.combining(letter))
    return " ".join(plain.casefold().translate(_FOLDED).split())


def search_words(text: str) -> list[str]:
    """The words of a text as they are searched, in order, each once."""
    key = sort_key(text)
    if key.isascii():
        return list(dict.fromkeys(_ASCII_WORD.findall(key)))
    spaced = "".join(letter if _in_word(letter) else " " for letter in key)
    return [word for word in dict.fromkeys(spaced.split()) if any(letter.isalnum() for letter in word)]


def clean_text(value: str, *, minimum: int = 1, maximum: int = 200) -> str:
    """Trim and compose a text; a line ends with a line feed.

    Raises ``InvalidValue`` for control characters, for what shows nothing and for what is too long.
    """
    # Most texts are of this kind, and large imports have millions of them.
    plain = value.isascii() and value.isprintable()
    text = value.strip() if plain else unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if not plain and any(unicodedata.category(each) in {"Cc", "Cs"} and each not in "\n\t" for each in text):
        message = "The text holds characters that cannot be printed. Take them out."
        raise InvalidValue(message)
    if len(text) < minimum or (minimum and not plain and not any(map(_shows, text))):
        message = "The text is blank. Write something."
        raise InvalidValue(message)
    if len(text) > maximum:
        message = f"The text has {len(text)} characters; at most {maximum} are kept."
        raise InvalidValue(message)
    return text


def _in_word(letter: str) -> bool:
    """Letters, digits, and the vowel signs that many scripts write as marks."""
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def _shows(letter: str) -> bool:
    """Whether the letter leaves something to see: spaces, direction marks and fillers do not."""
    return not letter.isspace() and unicodedata.category(letter) != "Cf" and letter not in _UNSEEN
