"""A plan: SQL text as the driver takes it, and where each of its parameters comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.sql.compiler import SQLCompiler

from caseload_gql.db.driver import Driver
from caseload_gql.db.models import AccessEpoch
from caseload_gql.errors import BadUserInput, StaleAccess
from caseload_gql.planner.facts import SOURCES, Facts, Getter
from caseload_gql.planner.request import Asking, Problem
from caseload_gql.planner.whose import without_hidden

#: What fills a parameter that is the same for every request: the document says it, or the planner.
CONSTANT: Final = "constant"


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement for everything asked at once, whoever of one shape asks it."""

    #: Empty where nothing is read.
    text: str
    #: The parameters in order; those that vary stand as None.
    constants: tuple[Any, ...]
    varying: tuple[tuple[int, Getter], ...]
    #: What each parameter is filled with, in words: where its value comes from, never the value.
    sources: tuple[str, ...]
    #: The fields whose cursors must name a visible row.
    guards: tuple[tuple[str, ...], ...]
    #: The response keys of the columns, in order.
    keys: tuple[str, ...]
    #: The response keys of every field at the root, in order.
    asked: tuple[str, ...]
    problems: tuple[Problem, ...]
    #: The response keys of the fields at the root that may not be null: without one of them there is no data.
    required: tuple[str, ...] = ()
    #: Whether Python goes on with what was read.
    in_python: bool = False
    #: Whether rows about clients are read, and whether some tell whose they are under a hidden key.
    reads_clients: bool = False
    hides_clients: bool = False

    def parameters(self, facts: Facts) -> list[Any]:
        """The values of the parameters for one request."""
        values = list(self.constants)
        for position, getter in self.varying:
            values[position] = getter(facts)
        return values

    async def run(
        self, driver: Driver, facts: Facts, epoch: int, read: list[bytes] | None = None
    ) -> dict[str, bytes | None]:
        """Answer all columns from one snapshot, as JSON text by response key.

        What was read of clients is added to `read` as it came, whose it is with it.
        Raises ``StaleAccess`` when access has changed since the actor was identified, ``BadUserInput`` when a cursor
        names a row that the actor does not see.
        """
        values: dict[str, bytes | None] = dict.fromkeys(self.asked)
        if not self.text:
            return values
        row = await driver.fetch(self.text, self.parameters(facts))
        if row[0] != epoch:
            raise StaleAccess
        for path, there in zip(self.guards, row[1:], strict=False):
            if not there:
                message = "The cursor's row is not in this list any more. Start again without it."
                raise BadUserInput(message, path)
        columns = row[1 + len(self.guards) :]
        if self.reads_clients and read is not None:
            read += (text for text in columns if text is not None)
        if self.hides_clients:
            columns = tuple(None if text is None else without_hidden(text) for text in columns)
        values.update(zip(self.keys, columns, strict=True))
        return values


def make_plan(
    asking: Asking,
    driver: Driver,
    columns: Mapping[str, ColumnElement[Any]],
    asked: Sequence[str] = (),
    required: Sequence[str] = (),
) -> Plan:
    """Compile the statement of some columns: the access epoch, what proves the cursors, and a column each."""
    guards = tuple(path for path, _ in asking.guards)
    problems = tuple(asking.problems)
    keys = tuple(columns)
    if not columns:
        return Plan("", (), (), (), guards, keys, tuple(asked), problems, tuple(required), asking.for_python)
    epoch = select(AccessEpoch.epoch).scalar_subquery()
    named = [column.label(f"c{at}") for at, column in enumerate(columns.values())]
    statement = select(epoch.label("epoch"), *(guard for _, guard in asking.guards), *named)
    compiled = statement.compile(dialect=driver.dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  # what a SELECT compiles with
    statement_parts = _parameters(compiled, asking)
    return Plan(
        *statement_parts,
        guards,
        keys,
        tuple(asked),
        problems,
        tuple(required),
        asking.for_python,
        asking.reads_clients,
        asking.hides_clients,
    )


_Parameters = tuple[str, tuple[Any, ...], tuple[tuple[int, Getter], ...], tuple[str, ...]]


def _parameters(compiled: SQLCompiler, asking: Asking) -> _Parameters:
    """The text, its constants, what varies, and what fills each parameter.

    Raises ``ValueError`` for a value that a kept text would hide.
    """
    if compiled.literal_execute_params or any(bind.callable for bind in compiled.binds.values()):
        message = "a statement that is kept takes no parameter with a callable or literal_execute"
        raise ValueError(message)
    sources = {**SOURCES, **asking.sources}
    known = {name: sources[name].get(asking.facts) for name in compiled.binds if name in sources}
    state = compiled.construct_expanded_state(known)
    # The state's own processors are those of lists only.
    processors = {**compiled._bind_processors, **state.processors}  # noqa: SLF001  # SQLAlchemy offers no other way
    constants: list[Any] = []
    varying: list[tuple[int, Getter]] = []
    names: list[str] = []
    for position, name in enumerate(state.positiontup or ()):
        process: Any = processors.get(name)
        names.append(sources[name].name if name in sources else CONSTANT)
        if name in sources:
            varying.append((position, _processed(sources[name].get, process)))
            constants.append(None)
        else:
            value = state.parameters[name]
            constants.append(value if process is None else process(value))
    return state.statement, tuple(constants), tuple(varying), tuple(names)


def _processed(getter: Getter, process: Any) -> Getter:  # noqa: ANN401  # SQLAlchemy's processor, or none
    return getter if process is None else lambda facts: process(getter(facts))
