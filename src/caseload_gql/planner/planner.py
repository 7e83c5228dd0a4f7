"""The planner: what an operation, a payload or a resolver asks for, read in one statement."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import orjson
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import ColumnElement, null, select

from caseload_gql.db.dialect.json_text import json_array, json_object
from caseload_gql.db.engine import Database
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.entity import emit_row
from caseload_gql.planner.explain import Explained, explain
from caseload_gql.planner.facts import Facts
from caseload_gql.planner.plan import Plan, make_plan
from caseload_gql.planner.prepared import Prepared, Variables
from caseload_gql.planner.request import Asking, PolicyBook, Problem
from caseload_gql.planner.roots import MODELS, emit_by_id, emit_by_ids, emit_pool, emit_root
from caseload_gql.planner.selection import Operation, Selected
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.practice import PracticeFacts

PAGE_AT_MOST = 100


@dataclass(slots=True)
class Figures:
    """How often a plan was found, and how often one had to be made, since the worker started."""

    hits: int = 0
    misses: int = 0


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the root fields came to: JSON text by response key, and what was wrong with some of them."""

    values: Mapping[str, bytes | None]
    problems: tuple[Problem, ...]
    #: Python goes on with the values, or answers fields that are not among them.
    in_python: bool
    plan: Plan
    #: Whether the plan had been made before.
    found: bool
    #: Seconds that the database took.
    seconds: float

    @property
    def empty(self) -> bool:
        """Whether there is no data at all, as a field that may not be null could not be answered."""
        return any(self.values[key] is None for key in self.plan.required)

    @property
    def read(self) -> bool:
        """Whether a statement was run, which compared the access epoch."""
        return bool(self.plan.text)


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
        self.figures = Figures()

    def today(self, practice: PracticeFacts) -> date:
        """The practice-local date now."""
        return self._now().astimezone(ZoneInfo(practice.time_zone)).date()

    async def answer(
        self, reading: Reading, prepared: Prepared, variables: Mapping[str, Any], read: list[bytes] | None = None
    ) -> Answer:
        """Answer the fields of a query's root that are planned, in one statement.

        ``variables`` are the coerced values; what was read of clients is added to ``read``. Raises ``StaleAccess`` when
        access has changed since the actor was identified, and ``GraphQLError`` for arguments that cannot be used.
        """
        facts = self._facts(reading, variables)
        plan, found = self.plan(prepared, facts)
        started = time.perf_counter()
        try:
            values = await plan.run(self._driver, facts, reading.epoch, read)
        except BadUserInput as error:
            return await self._without(prepared, reading, facts, plan, error, read)
        return Answer(values, plan.problems, plan.in_python, plan, found, time.perf_counter() - started)

    def plan(self, prepared: Prepared, facts: Facts) -> tuple[Plan, bool]:
        """The plan for a request: one made before for a request of the same shape (True), or a new one (False)."""
        plan = prepared.plans.find(facts)
        if plan is not None:
            self.figures.hits += 1
            return plan, True
        self.figures.misses += 1
        asking = self._asking(facts, prepared.variables)
        plan = self._made(asking, prepared.shaped(facts.variables).root())
        if asking.lasting:
            prepared.plans.keep(asking.asked, plan)
        return plan, False

    async def explain(
        self, reading: Reading, prepared: Prepared, variables: Mapping[str, Any], *, analyze: bool = False
    ) -> Explained:
        """Look into the statement that `answer` would run."""
        facts = self._facts(reading, variables)
        return await explain(self.plan(prepared, facts)[0], self._driver, facts, analyze=analyze)

    def _made(self, asking: Asking, fields: Sequence[Selected]) -> Plan:
        """Plan some fields of a query's root. A field whose arguments cannot be used is noted, and left out."""
        planned = [each for each in fields if not each.mark.python and not each.name.startswith("__")]
        asking.for_python = len(planned) < len(fields) or any(each.has_python for each in planned)
        columns: dict[str, ColumnElement[Any]] = {}
        for each in planned:
            try:
                _check(each)
                columns[each.key] = emit_root(asking, each)
            except BadUserInput as error:
                asking.lasting = False
                asking.problems.append(Problem(error.code.value, error.message, error.path))
        required = [each.key for each in planned if not each.nullable]
        return make_plan(asking, self._driver, columns, [each.key for each in planned], required)

    async def _without(
        self,
        prepared: Prepared,
        reading: Reading,
        facts: Facts,
        plan: Plan,
        error: BadUserInput,
        read: list[bytes] | None,
    ) -> Answer:
        """Answer again without a field whose cursor has no row: it spoils its own field of the root only."""
        fields = prepared.shaped(facts.variables).root()
        spoiled = [error]
        while True:
            keys = {each.path[0] for each in spoiled}
            asking = self._asking(facts, prepared.variables)
            rest = self._made(asking, [each for each in fields if each.key not in keys])
            started = time.perf_counter()
            try:
                values = await rest.run(self._driver, facts, reading.epoch, read)
            except BadUserInput as another:
                spoiled.append(another)
                continue
            seconds = time.perf_counter() - started
            problems = tuple(Problem(each.code.value, each.message, each.path) for each in spoiled)
            known = {key: values.get(key) for key in plan.asked}
            return Answer(known, (*problems, *rest.problems), plan.in_python, rest, found=False, seconds=seconds)

    async def payload(
        self,
        reading: Reading,
        fields: Sequence[Selected],
        ids: Mapping[str, str | None],
        lists: Mapping[str, Sequence[str]],
        read: list[bytes] | None = None,
    ) -> dict[str, object]:
        """Read the rows that a mutation's payload shows, by the attribute names of its fields.

        A list holds those that the actor may see, in the order of their ids. ``read`` is as for `answer`.
        """
        facts = self._facts(reading, {})
        asking = Asking(facts, self._page_at_most, for_python=True)
        columns: dict[str, ColumnElement[Any]] = {}
        for each in fields:
            identifier = ids.get(each.mark.attribute)
            if each.type_name == "Pool":
                columns[each.key] = emit_pool(asking, each)
            elif not each.nullable:
                columns[each.key] = emit_by_ids(asking, str(each.type_name), lists.get(each.mark.attribute, ()), each)
            elif identifier is None:
                columns[each.key] = null()
            else:
                columns[each.key] = emit_by_id(asking, str(each.type_name), identifier, each)
        found = await make_plan(asking, self._driver, columns).run(self._driver, facts, reading.epoch, read)
        return {key: None if text is None else orjson.loads(text) for key, text in found.items()}

    async def entities(
        self,
        reading: Reading,
        type_name: str,
        ids: Sequence[str],
        operation: Operation,
        details: Sequence[FieldDetails],
        read: list[bytes] | None = None,
    ) -> dict[str, dict[str, object]]:
        """Read visible rows of one type by id with the selection of merged field nodes; others are left out.

        ``read`` is as for `answer`.
        """
        facts = self._facts(reading, {})
        asking = Asking(facts, self._page_at_most, for_python=True)
        row = asking.rows(MODELS[type_name])
        fields = operation.below(type_name, details, ())
        value = json_object([("id", row.id), ("row", emit_row(asking, row, type_name, fields))])
        found = select(value.label("value")).where(row.id.in_(sorted(set(ids)))).subquery()
        columns = {"rows": select(json_array(found.c.value)).scalar_subquery()}
        texts = await make_plan(asking, self._driver, columns).run(self._driver, facts, reading.epoch, read)
        return {each["id"]: each["row"] for each in orjson.loads(texts["rows"] or b"[]")}

    def _facts(self, reading: Reading, variables: Mapping[str, Any]) -> Facts:
        practice = reading.practice
        return Facts(
            self._policy.visibility(reading.actor, practice),
            reading.actor.user_id,
            self.today(practice),
            practice.nearing_ten_thousandths,
            practice.wait_target_days,
            variables,
        )

    def _asking(self, facts: Facts, variables: Variables) -> Asking:
        return Asking(facts, self._page_at_most, asked={variables: variables(facts)})


def _check(each: Selected) -> None:
    unusable = each.unusable()
    if unusable is not None:
        raise BadUserInput(str(unusable.problem), unusable.path)
