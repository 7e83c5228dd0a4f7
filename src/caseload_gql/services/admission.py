"""What admitClient was given, checked field by field; every problem is told, not only the first."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseload_gql.domain.vocabulary import PoolPriority
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.commands import AdmitClient, Window
from caseload_gql.services.refusal import problem
from caseload_gql.services.wording import NOTE_LENGTH, cleaned, cleaned_or_none

EARLIEST_BIRTH = date(1900, 1, 1)
MOST_ITEMS = 250
ITEM_LENGTH = 100
ATTRIBUTES_BYTES = 16 * 1024
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
#: The NUL character as JSON writes it; after a backslash that is itself escaped, it is plain text.
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
_HUNDREDTHS = 100
_MOST_HUNDREDTHS = 10_000


@dataclass(frozen=True, slots=True)
class Admission:
    """The checked input: texts cleaned, weight in hundredths, what was not given filled in."""

    name: str
    date_of_birth: date | None
    intake_date: date
    payer: str | None
    telehealth_ok: bool
    service_requirements: list[str]
    languages: list[str]
    weight_hundredths: int
    attributes: object
    priority: PoolPriority
    note: str | None
    external_id: str | None
    availability: tuple[Window, ...]


def check_admission(command: AdmitClient, today: date) -> tuple[Admission, list[UserError]]:
    """The admission and its problems; it is fit for use only where there are none. `today` is practice-local."""
    problems: list[UserError] = []
    intake_date = command.intake_date or today
    admission = Admission(
        name=cleaned(command.name, problems, "name"),
        date_of_birth=command.date_of_birth,
        intake_date=intake_date,
        payer=cleaned_or_none(command.payer, problems, "payer", maximum=ITEM_LENGTH),
        telehealth_ok=command.telehealth_ok or False,
        service_requirements=_items(command.service_requirements, problems, "serviceRequirements"),
        languages=_items(command.languages, problems, "languages"),
        weight_hundredths=_weight(command.case_weight, problems),
        attributes=command.attributes,
        priority=command.priority or PoolPriority.ROUTINE,
        note=cleaned_or_none(command.note, problems, "note", maximum=NOTE_LENGTH),
        external_id=cleaned_or_none(command.external_id, problems, "externalId"),
        availability=tuple(command.availability or ()),
    )
    problems += _dates(command.date_of_birth, intake_date, today)
    problems += _windows(admission.availability)
    problems += _attributes(command.attributes)
    return admission, problems


def _dates(birth: date | None, intake: date, today: date) -> list[UserError]:
    problems = []
    if birth is not None and not EARLIEST_BIRTH <= birth <= today:
        message = f"dateOfBirth lies between {EARLIEST_BIRTH.isoformat()} and today."
        problems.append(problem(UserErrorCode.INVALID, message, "dateOfBirth"))
    if not EARLIEST_BIRTH <= intake <= today:
        message = f"intakeDate lies between {EARLIEST_BIRTH.isoformat()} and today."
        problems.append(problem(UserErrorCode.INVALID, message, "intakeDate"))
    elif birth is not None and intake < birth <= today:
        problems.append(problem(UserErrorCode.INVALID, "intakeDate lies before dateOfBirth.", "intakeDate"))
    return problems


def _items(values: Sequence[str] | None, problems: list[UserError], field: str) -> list[str]:
    """The items of a list, each once, in the order given."""
    given = list(values or ())
    if len(given) > MOST_ITEMS:
        message = f"The list has {len(given)} items; at most {MOST_ITEMS} are kept."
        problems.append(problem(UserErrorCode.INVALID, message, field))
        return []
    items = [cleaned(value, problems, field, str(at), maximum=ITEM_LENGTH) for at, value in enumerate(given)]
    return list(dict.fromkeys(items))


def _weight(weight: float | None, problems: list[UserError]) -> int:
    """The weight in whole hundredths."""
    if weight is None:
        return _HUNDREDTHS
    scaled = weight * _HUNDREDTHS if math.isfinite(weight) else 0.0
    hundredths = round(scaled)
    if not 1 <= hundredths <= _MOST_HUNDREDTHS or not math.isclose(scaled, hundredths, rel_tol=1e-9):
        message = "caseWeight lies between 0.01 and 100, in whole hundredths."
        problems.append(problem(UserErrorCode.INVALID, message, "caseWeight"))
    return hundredths


def _windows(windows: Sequence[Window]) -> list[UserError]:
    if len(windows) > MOST_ITEMS:
        message = f"The list has {len(windows)} items; at most {MOST_ITEMS} are kept."
        return [problem(UserErrorCode.INVALID, message, "availability")]
    problems = []
    for at, window in enumerate(windows):
        wrong = [name for name in ("starts", "ends") if _TIME.fullmatch(getattr(window, name)) is None]
        problems += [
            problem(UserErrorCode.INVALID, "Write the time as HH:MM, like 09:30.", "availability", str(at), name)
            for name in wrong
        ]
        if not wrong and window.starts >= window.ends:
            message = "The window ends before it starts."
            problems.append(problem(UserErrorCode.INVALID, message, "availability", str(at), "ends"))
    return problems


def _attributes(attributes: object) -> list[UserError]:
    if attributes is None:
        return []
    if not isinstance(attributes, dict):
        return [problem(UserErrorCode.INVALID, 'attributes is a JSON object, like {"vip": true}.', "attributes")]
    try:
        text = json.dumps(attributes, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError):
        return [problem(UserErrorCode.INVALID, "attributes holds what JSON cannot hold.", "attributes")]
    if size > ATTRIBUTES_BYTES:
        message = f"attributes takes {size:,} bytes; at most {ATTRIBUTES_BYTES:,} are kept."
        return [problem(UserErrorCode.INVALID, message, "attributes")]
    if _NUL.search(text):
        return [problem(UserErrorCode.INVALID, "attributes holds characters that cannot be stored.", "attributes")]
    return []
