"""What admitClient was given, checked field by field; every problem is told, not only the first."""

import json
import math
import re
from dataclasses import dataclass
from datetime import date

from caseload_gql.domain.vocabulary import PoolPriority
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.commands import AdmitClient, Window
from caseload_gql.services.refusal import problem
from caseload_gql.services.windows import check_windows
from caseload_gql.services.wording import ITEM_LENGTH, NOTE_LENGTH, cleaned, cleaned_items, cleaned_or_none

EARLIEST_BIRTH = date(1900, 1, 1)
ATTRIBUTES_BYTES = 16 * 1024
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
        service_requirements=cleaned_items(command.service_requirements, problems, "serviceRequirements"),
        languages=cleaned_items(command.languages, problems, "languages"),
        weight_hundredths=_weight(command.case_weight, problems),
        attributes=command.attributes,
        priority=command.priority or PoolPriority.ROUTINE,
        note=cleaned_or_none(command.note, problems, "note", maximum=NOTE_LENGTH),
        external_id=cleaned_or_none(command.external_id, problems, "externalId"),
        availability=tuple(command.availability or ()),
    )
    problems += _dates(command.date_of_birth, intake_date, today)
    problems += check_windows(admission.availability)
    problems += attribute_problems(command.attributes)
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


def _weight(weight: float | None, problems: list[UserError]) -> int:
    """The weight in whole hundredths."""
    if weight is None:
        return _HUNDREDTHS
    scaled = weight * _HUNDREDTHS
    hundredths = round(scaled) if math.isfinite(scaled) else 0
    if not 1 <= hundredths <= _MOST_HUNDREDTHS or not math.isclose(scaled, hundredths, rel_tol=1e-9):
        message = "caseWeight lies between 0.01 and 100, in whole hundredths."
        problems.append(problem(UserErrorCode.INVALID, message, "caseWeight"))
    return hundredths


def attribute_problems(attributes: object) -> list[UserError]:
    """INVALID for attributes that cannot be kept; none is fine."""
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
