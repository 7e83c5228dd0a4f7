"""The planner: what an operation, a payload or a resolver asks for, read in one statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import orjson
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import ColumnElement, null, select
from sqlalchemy.orm import aliased

from caseload_gql.db.dialect import json_array, json_object
from caseload_gql.db.engine import Database
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.entity import emit_row
from caseload_gql.planner.request import Asking, PolicyBook, Problem
from caseload_gql.planner.roots import MODELS, emit_by_id, emit_pool, emit_root
from caseload_gql.planner.selection import Operation, Selected
from caseload_gql.planner.statement import run
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.practice import PracticeFacts

PAGE_AT_MOST = 100


class Reading(Protocol):
    """Who reads, as identified."""

    @property
    def actor(self) -> Actor:
        """The person or program."""
        ...

    @property
    def practice(self) -> PracticeFacts:
        """The practice's settings."""
        ...

    @property
    def epoch(self) -> int:
        """The access epoch at which they were identified."""
        ...


@dataclass(frozen=True)
class Answer:
    """What the root fields came to: JSON text by response key, and what was wrong with some of them."""

    values: Mapping[str, str | None]
    problems: tuple[Problem, ...]


class Planner:
    """Reads for one database under one policy."""

    def __init__(
        self,
        database: Database,
        policy: PolicyBook,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        page_at_most: int = PAGE_AT_MOST,
    ) -> None:
        """``now`` tells the instant whose practice-local date is today."""
        self._driver = database.driver
        self._policy = policy
        self._now = now
        self._page_at_most = page_at_most

    def today(self, practice: PracticeFacts) -> date:
        """The practice-local date now."""
        return self._now().astimezone(ZoneInfo(practice.time_zone)).date()

    async def answer(self, reading: Reading, fields: Sequence[Selected], *, for_python: bool = False) -> Answer:
        """Answer planned root fields in one statement; ``for_python`` where resolvers go on with the rows."""
        asking = self._asking(reading, for_python=for_python)
        columns: dict[str, ColumnElement[Any]] = {}
        for each in fields:
            try:
                columns[each.key] = emit_root(asking, each)
            except BadUserInput as error:
                asking.problems.append(Problem(error.code.value, error.message, error.path))
        values: dict[str, str | None] = dict.fromkeys(each.key for each in fields)
        try:
            found = await self._values(reading, asking, columns) if columns else {}
        except BadUserInput as error:
            # A cursor without its row spoils its own root field only: the others are read again without it.
            others = [each for each in fields if each.key != error.path[0]]
            rest = await self.answer(reading, others, for_python=for_python)
            problem = Problem(error.code.value, error.message, error.path)
            return Answer(values | dict(rest.values), (problem, *rest.problems))
        return Answer(values | found, tuple(asking.problems))

    async def payload(
        self, reading: Reading, fields: Sequence[Selected], ids: Mapping[str, str | None]
    ) -> dict[str, object]:
        """Read the rows that a mutation's payload shows, by the attribute names of its fields."""
        asking = self._asking(reading, for_python=True)
        columns: dict[str, ColumnElement[Any]] = {}
        for each in fields:
            if each.type_name == "Pool":
                columns[each.key] = emit_pool(asking, each)
            elif each.type_name in MODELS:
                identifier = ids.get(each.mark.attribute)
                columns[each.key] = (
                    null() if identifier is None else emit_by_id(asking, str(each.type_name), identifier, each)
                )
        found = await self._values(reading, asking, columns) if columns else {}
        return {key: None if text is None else orjson.loads(text) for key, text in found.items()}

    async def entities(
        self,
        reading: Reading,
        type_name: str,
        ids: Sequence[str],
        operation: Operation,
        details: Sequence[FieldDetails],
    ) -> dict[str, dict[str, object]]:
        """Read visible rows of one type by id with the selection of merged field nodes; others are left out."""
        if not ids:
            return {}
        asking = self._asking(reading, for_python=True)
        row: Any = aliased(MODELS[type_name])
        fields = operation.below(type_name, details, ())
        where = [row.id.in_(sorted(set(ids)))]
        scope = asking.scope(row)
        if scope.where is not None:
            where.append(scope.where)
        value = json_object([("id", row.id), ("row", emit_row(asking, row, type_name, fields))])
        found = select(value.label("value")).where(*where).subquery()
        text = (await run(asking, self._driver, [select(json_array(found.c.value)).scalar_subquery()], reading.epoch))[
            0
        ]
        return {each["id"]: each["row"] for each in orjson.loads(text)}

    def _asking(self, reading: Reading, *, for_python: bool) -> Asking:
        practice = reading.practice
        return Asking(
            reading.actor,
            self._policy.at(practice),
            self.today(practice),
            practice.nearing_ten_thousandths,
            practice.wait_target_days,
            self._page_at_most,
            for_python=for_python,
        )

    async def _values(
        self, reading: Reading, asking: Asking, columns: Mapping[str, ColumnElement[Any]]
    ) -> dict[str, str | None]:
        row = await run(asking, self._driver, list(columns.values()), reading.epoch)
        return dict(zip(columns, row, strict=True))
