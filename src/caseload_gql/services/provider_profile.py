"""What addProvider was given, checked field by field; every problem is told, not only the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from caseload_gql.domain.capacity import CAPACITY_AT_MOST
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.commands import Window
from caseload_gql.services.provider_commands import AddProvider
from caseload_gql.services.refusal import problem
from caseload_gql.services.windows import check_windows
from caseload_gql.services.wording import cleaned, cleaned_items, cleaned_or_none, too_many

OLDEST: Final = 130


@dataclass(frozen=True, slots=True)
class Profile:
    """The checked input: texts cleaned, what was not given filled in."""

    name: str
    credential: str | None
    accepting_new_clients: bool
    specialties: list[str]
    services: list[str]
    languages: list[str]
    payers: list[str]
    telehealth: bool
    minimum_age: int | None
    maximum_age: int | None
    external_id: str | None
    availability: tuple[Window, ...]


def check_profile(command: AddProvider) -> tuple[Profile, list[UserError]]:
    """The profile and its problems; it is fit for use only where there are none."""
    problems: list[UserError] = []
    accepting = command.accepting_new_clients
    profile = Profile(
        name=cleaned(command.name, problems, "name"),
        credential=cleaned_or_none(command.credential, problems, "credential"),
        accepting_new_clients=True if accepting is None else accepting,
        specialties=cleaned_items(command.specialties, problems, "specialties"),
        services=cleaned_items(command.services, problems, "services"),
        languages=cleaned_items(command.languages, problems, "languages"),
        payers=cleaned_items(command.payers, problems, "payers"),
        telehealth=command.telehealth or False,
        minimum_age=command.minimum_age,
        maximum_age=command.maximum_age,
        external_id=cleaned_or_none(command.external_id, problems, "externalId"),
        availability=tuple(command.availability or ()),
    )
    crowded = too_many(command.location_ids or (), "locationIds")
    problems += [] if crowded is None else [crowded]
    problems += capacity_problems(command.capacity)
    problems += _ages(command.minimum_age, command.maximum_age)
    problems += check_windows(profile.availability)
    return profile, problems


def capacity_problems(capacity: int) -> list[UserError]:
    """INVALID for a capacity that nobody can have."""
    if 0 <= capacity <= CAPACITY_AT_MOST:
        return []
    message = f"The capacity is a whole number from 0 to {CAPACITY_AT_MOST:,}."
    return [problem(UserErrorCode.INVALID, message, "capacity")]


def _ages(youngest: int | None, oldest: int | None) -> list[UserError]:
    problems = [
        problem(UserErrorCode.INVALID, f"{field} is an age in whole years, from 0 to {OLDEST}.", field)
        for field, age in (("minimumAge", youngest), ("maximumAge", oldest))
        if age is not None and not 0 <= age <= OLDEST
    ]
    if not problems and youngest is not None and oldest is not None and youngest > oldest:
        problems.append(problem(UserErrorCode.INVALID, "maximumAge lies below minimumAge.", "maximumAge"))
    return problems


def told(problems: Iterable[UserError], said: Iterable[str]) -> list[UserError]:
    """The problems of what was said, by the Python names of its fields; the two ages are judged together."""
    fields = set(said)
    if fields & {"minimum_age", "maximum_age"}:
        fields |= {"minimum_age", "maximum_age"}
    return [each for each in problems if _python_name(each.path[1]) in fields]


def _python_name(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
