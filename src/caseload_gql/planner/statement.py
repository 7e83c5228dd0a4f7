"""One SELECT for everything asked at once: compiled, bound, run on a plain driver connection, checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from caseload_gql.db import measures
from caseload_gql.db.driver import Driver
from caseload_gql.db.models import AccessEpoch
from caseload_gql.errors import BadUserInput, StaleAccess
from caseload_gql.planner.request import Asking


@dataclass(frozen=True)
class Compiled:
    """SQL text as the driver takes it, with its parameters in order."""

    text: str
    parameters: tuple[Any, ...]


def assemble(asking: Asking, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """The statement: the access epoch, what proves the cursors, and a column each of what was asked."""
    epoch = select(AccessEpoch.epoch).scalar_subquery()
    named = [column.label(f"c{at}") for at, column in enumerate(columns)]
    return select(epoch.label("epoch"), *(guard for _, guard in asking.guards), *named)


def compile_statement(statement: Select[Any], driver: Driver, values: Mapping[str, Any]) -> Compiled:
    """Turn a statement into text and parameters; ``values`` are those of parameters known by name."""
    state = statement.compile(dialect=driver.dialect).construct_expanded_state(dict(values))
    processors = state.processors
    return Compiled(
        state.statement,
        tuple(
            processors[name](state.parameters[name]) if name in processors else state.parameters[name]
            for name in state.positiontup or ()
        ),
    )


async def run(asking: Asking, driver: Driver, columns: Sequence[ColumnElement[Any]], epoch: int) -> tuple[Any, ...]:
    """Answer all columns from one snapshot.

    Raises ``StaleAccess`` when access has changed since the actor was identified, ``BadUserInput`` when a cursor names
    a row that the actor does not see.
    """
    values = {measures.TODAY: asking.today, measures.NEARING: asking.nearing}
    compiled = compile_statement(assemble(asking, columns), driver, values)
    row = await driver.fetch(compiled.text, compiled.parameters)
    if row[0] != epoch:
        raise StaleAccess
    guards = row[1 : 1 + len(asking.guards)]
    for (path, _), there in zip(asking.guards, guards, strict=True):
        if not there:
            message = "The cursor's row is not in this list any more. Start again without it."
            raise BadUserInput(message, path)
    return tuple(row[1 + len(guards) :])
