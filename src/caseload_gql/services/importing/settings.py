"""Puts the line of practice.csv into the practice: its settings, by the checks of updatePractice."""

import re
from typing import Any, Final

from sqlalchemy import select

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Practice
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import FieldChange
from caseload_gql.domain.vocabulary import GateMode
from caseload_gql.errors import Forbidden, UserError
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.services.importing.sheet import Line, Sheet
from caseload_gql.services.practice_commands import ModeOfGate, ScorerWeight, UpdatePractice
from caseload_gql.services.update_practice import choose, chosen_settings

_PLAIN: Final = ("name", "time_zone", "nearing_capacity_at", "wait_target_days", "supervisor_access")
_CAPITAL: Final = re.compile("([A-Z])")


async def require_ruler(database: Database, actor: Actor, policy: PolicyEngine) -> None:
    """Raise ``Forbidden`` unless the actor may change the practice's settings, teams and locations."""
    policy.require(actor, PRACTICE_WRITE)
    where = policy.scope(actor, PRACTICE_WRITE, Practice).where
    if where is not None and not await database.rows(select(Practice.id).where(where)):
        message = f"A policy keeps the practice from you for {PRACTICE_WRITE}. Ask an administrator of the practice."
        raise Forbidden(message)


def import_settings(
    unit: UnitOfWork, practice: Practice, sheet: Sheet, scorers: frozenset[str]
) -> tuple[FieldChange, ...]:
    """Set what the line says, and tell what changed; faults go to the sheet, and nothing is set then."""
    found: tuple[FieldChange, ...] = ()
    for at, line in enumerate(sheet.lines()):
        if at:
            sheet.blame(line.number, "", "there is one practice, and one line of settings")
            continue
        problems: list[UserError] = []
        chosen = chosen_settings(practice, _command(line), scorers, problems) | _lists(line)
        for problem in problems:
            column = _column(problem.path[1])
            sheet.blame(line.number, column, problem.message.replace(problem.path[1], column))
        if not sheet.faults:
            found = choose(unit, practice, chosen)
    return found


def _command(line: Line) -> UpdatePractice:
    given: dict[str, Any] = {name: line.cells[name] for name in _PLAIN if name in line.cells}
    if "scorers" in line.cells:
        scorers: Any = line.cells["scorers"]
        given["scorers"] = None if scorers is None else [ScorerWeight(*each) for each in scorers]
    if "gates" in line.cells:
        gates: Any = line.cells["gates"]
        given["gates"] = None if gates is None else [ModeOfGate(code, GateMode(mode)) for code, mode in gates]
    return UpdatePractice(**given)


def _lists(line: Line) -> dict[str, Any]:
    """The lists as the line holds them, whole: who is not named is not set."""
    columns = {"scorers": "scorer_weights", "gates": "gate_modes"}
    given: dict[str, Any] = {columns[name]: line.cells[name] for name in columns if name in line.cells}
    return {column: dict(pairs or ()) for column, pairs in given.items()}


def _column(field: str) -> str:
    return _CAPITAL.sub(r"_\1", field).lower()
