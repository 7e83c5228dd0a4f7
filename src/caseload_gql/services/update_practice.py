"""Use case: the practice's settings change."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseload_gql.db.models import Practice
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, FieldChange
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.services import practice_settings
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.practice_commands import UpdatePractice
from caseload_gql.services.refusal import Refused
from caseload_gql.services.wording import cleaned
from caseload_gql.services.write import Write

#: Each setting by its name in the API, and the column that keeps it.
_COLUMNS = {
    "name": "name",
    "timeZone": "time_zone",
    "nearingCapacityAt": "nearing_capacity_at",
    "waitTargetDays": "wait_target_days",
    "supervisorAccess": "supervisor_access",
    "scorers": "scorer_weights",
    "gates": "gate_modes",
}


async def update_practice(write: Write, command: UpdatePractice) -> Outcome:
    """Change the settings that were given. Raises `Refused`.

    What policies, ranking and figures know of the practice is kept with whoever asks, so that every change moves the
    access epoch: all workers read it anew. Recorded days stay as they were recorded, whatever the time zone is now.
    """
    practice = await lock_practice(write.unit)
    shown: dict[str, str | None] = {"practice": practice.id}
    denied = await write.out_of_scope(PRACTICE_WRITE, Practice, practice.id)
    if denied is not None:
        raise Refused([denied], shown)
    problems: list[UserError] = []
    chosen = chosen_settings(practice, command, write.surroundings.scorers, problems)
    if problems:
        raise Refused(problems, shown)
    found = choose(write.unit, practice, chosen)
    if found:
        write.record(Event(EventType.PRACTICE_UPDATED, write.now(), changes=found))
    return Outcome(ids=shown)


async def lock_practice(unit: UnitOfWork) -> Practice:
    """The practice's row, of which one transaction at a time changes what belongs to the whole practice."""
    found = await unit.session.scalars(
        # Others may still refer to the row while it is locked.
        select(Practice).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    return found.one()


def choose(unit: UnitOfWork, practice: Practice, chosen: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Set columns of the practice, and tell what changed by the names of the API."""
    before = _settings(practice)
    for column, value in chosen.items():
        setattr(practice, column, value)
    after = _settings(practice)
    found = changes({name: (before[name], after[name]) for name in _COLUMNS})
    if found:
        unit.access_changed()
    return found


def chosen_settings(
    practice: Practice, command: UpdatePractice, scorers: frozenset[str], problems: list[UserError]
) -> dict[str, Any]:
    """The columns to set, with their values; `scorers` are those installed."""
    chosen: dict[str, Any] = {}
    if command.name is None:
        problems.append(practice_settings.not_cleared("name"))
    elif command.name is not UNCHANGED:
        chosen["name"] = cleaned(command.name, problems, "name")
    if command.time_zone is not UNCHANGED:
        chosen["time_zone"] = practice_settings.time_zone(command.time_zone, problems)
    if command.nearing_capacity_at is not UNCHANGED:
        chosen["nearing_ten_thousandths"] = practice_settings.nearing(command.nearing_capacity_at, problems)
    if command.wait_target_days is not UNCHANGED:
        chosen["wait_target_days"] = practice_settings.wait_target(command.wait_target_days, problems)
    if command.supervisor_access is None:
        problems.append(practice_settings.not_cleared("supervisorAccess"))
    elif command.supervisor_access is not UNCHANGED:
        chosen["supervisor_access"] = command.supervisor_access
    return chosen | _rules(practice, command, scorers, problems)


def _rules(
    practice: Practice, command: UpdatePractice, scorers: frozenset[str], problems: list[UserError]
) -> dict[str, Any]:
    """Weights and modes: those named are set, the others stay; null puts all back to the default."""
    chosen: dict[str, Any] = {}
    if command.scorers is None:
        chosen["scorer_weights"] = {}
    elif command.scorers is not UNCHANGED:
        given = practice_settings.weights(command.scorers, scorers, problems)
        chosen["scorer_weights"] = practice.scorer_weights | given
    if command.gates is None:
        chosen["gate_modes"] = {}
    elif command.gates is not UNCHANGED:
        chosen["gate_modes"] = practice.gate_modes | practice_settings.modes(command.gates, problems)
    return chosen


def _settings(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, column) for name, column in _COLUMNS.items()}
