"""What a person of the practice is known by: an email in one form, and company roles as short words."""

import re
import unicodedata
from typing import Final

from caseload_gql.domain.text import clean_text
from caseload_gql.errors import InvalidValue

EMAIL_LENGTH: Final = 254
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_ROLE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def clean_email(text: str) -> str:
    """An email in the one form it is stored in. Raises ``InvalidValue`` if it is none."""
    # Small letters can be more than the large ones were.
    email = clean_text(text.lower(), maximum=EMAIL_LENGTH)
    # Two people whom nobody can tell apart, if one's has a letter that shows nothing.
    unseen = any(unicodedata.category(letter) == "Cf" for letter in email)
    if unseen or _EMAIL.fullmatch(email) is None:
        message = "An email address looks like name@example.org."
        raise InvalidValue(message)
    return email


def clean_company_role(text: str) -> str:
    """A company role in the one form it is stored in. Raises ``InvalidValue`` if it is none.

    Plugins give roles of their own, so that every short word may be one.
    """
    role = text.strip().lower()
    if _ROLE.fullmatch(role) is None:
        message = "A company role is a short word such as supervisor or qmhp."
        raise InvalidValue(message)
    return role
