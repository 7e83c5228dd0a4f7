"""A subquery that loses its row would open every row: such conditions are refused; sound ones mean what they say."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pytest
from sqlalchemy import ColumnElement, and_, exists, func, literal, select, true, union
from sqlalchemy.orm import aliased

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import ROWS, PolicyEngine
from caseload_gql.policy.expressions import check_expression
from caseload_gql.policy.rules import Grant, PolicyRequest, Restrict
from caseload_gql.policy.unsafe import UnsafeExpression

ADA = Actor("usr_ada", "Ada", "ada@demo.example", "STAFF")
Where = Callable[[Any], ColumnElement[bool]]
OTHER: Final = aliased(Assignment)
AWAY: Final = aliased(Provider)
SELF: Final = aliased(Client)

#: Conditions that hold for every client as soon as one row of some table is as they say.
LOST: Final[Mapping[str, Where]] = {
    "another alias than any() is of": lambda row: row.assignments.any(OTHER.provider_id == "prv_n"),
    "the class where any() is of an alias": lambda row: row.assignments.of_type(OTHER).any(
        Assignment.provider_id == "prv_n"
    ),
    "another alias than has() is of, deep down": lambda row: row.assignments.any(
        OTHER.provider.has(Provider.id == "prv_n")
    ),
    "the alias that policies are asked with": lambda row: row.assignments.any(ROWS["Provider"].team_id == "tem_n"),
    "the class in the place of the row": lambda _: Client.assignments.any(Assignment.provider_id == "prv_n"),
    "the way back to the class of the row": lambda row: row.assignments.any(
        Assignment.client.has(Client.name == "north")
    ),
    "the row's own table again": lambda row: exists(select(row.id).where(row.name == "north")),
    "the row's own table, in a list": lambda row: row.id.in_(select(row.id).where(row.name == "north")),
    "the row's own table, joined": lambda row: exists(
        select(Assignment.id).join(row, Assignment.client_id == row.id).correlate(None)
    ),
    "a second table beside one that is compared": lambda row: exists(
        select(Assignment.id).where(Assignment.client_id == row.id, PoolEntry.team_id == "tem_n")
    ),
    "a table that is not compared at all": lambda _: exists(
        select(Assignment.id).where(Assignment.provider_id == "prv_n")
    ),
    "a table within a table": lambda row: exists(
        select(Assignment.id).where(
            Assignment.client_id == row.id, exists(select(Provider.id).where(Provider.team_id == "tem_n"))
        )
    ),
    "a table within itself": lambda row: row.assignments.any(
        exists(select(Assignment.id).where(Assignment.provider_id == "prv_n").correlate(None))
    ),
    "a table selected from beside": lambda row: exists(
        select(Assignment.id).where(Assignment.client_id == row.id, select(Provider.id).subquery().c.id == "prv_n")
    ),
    "the row within what a subquery's subquery selects from": lambda row: exists(
        select(Assignment.id).where(
            Assignment.client_id == row.id,
            exists(
                select(
                    select(PoolEntry.id.label("one"))
                    .where(PoolEntry.client_id == row.id)
                    .correlate(row)
                    .subquery()
                    .c.one
                )
            ),
        )
    ),
    "a count of all": lambda _: select(func.count(Assignment.id)).scalar_subquery() > literal(0),
}
#: Conditions that say of the row what they seem to, with the clients that they hold for.
SOUND: Final[Mapping[str, tuple[Where, set[str]]]] = {
    "the way back to an alias of the class of the row": (
        lambda row: row.assignments.any(Assignment.client.of_type(SELF).has(SELF.name == "north")),
        {"north"},
    ),
    "any() of an alias": (lambda row: row.assignments.of_type(OTHER).any(OTHER.provider_id == "prv_s"), {"south"}),
    "has() within any() of aliases": (
        lambda row: row.assignments.of_type(OTHER).any(OTHER.provider.of_type(AWAY).has(AWAY.team_id == "tem_s")),
        {"south"},
    ),
    "the same table twice, one within the other": (
        lambda row: row.assignments.any(
            Assignment.provider.has(Provider.assignments.any(Assignment.client_id == "cli_vip"))
        ),
        {"north", "vip", "gone"},
    ),
    "two tables compared": (
        lambda row: row.assignments.any(and_(Assignment.provider_id == Provider.id, Provider.team_id == "tem_s")),
        {"south"},
    ),
    "a join": (
        lambda row: exists(
            select(Assignment.id)
            .join(Assignment.provider)
            .where(Assignment.client_id == row.id, Provider.id == "prv_s")
        ),
        {"south"},
    ),
    "the row named within any()": (lambda row: row.assignments.any(row.name == "north"), {"north"}),
    "a subquery in a subquery that says so": (
        lambda row: exists(
            select(PoolEntry.id).where(
                PoolEntry.client_id == row.id,
                exists(select(1).where(PoolEntry.team_id == "tem_n", row.name == "routed").correlate(row, PoolEntry)),
            )
        ),
        {"routed"},
    ),
    "a list that a subquery says": (
        lambda row: row.id.in_(select(Assignment.client_id).where(Assignment.provider_id == "prv_s")),
        {"south"},
    ),
    "a list of two subqueries": (
        lambda row: row.id.in_(
            union(
                select(PoolEntry.client_id).where(PoolEntry.team_id == "tem_n"),
                select(Assignment.client_id).where(Assignment.provider_id == "prv_s"),
            )
        ),
        {"routed", "south"},
    ),
    "a figure compared": (
        lambda row: (
            select(func.count()).select_from(Assignment).where(Assignment.client_id == row.id).scalar_subquery() == 0
        ),
        {"routed", "unrouted"},
    ),
    "a table made of another": (
        lambda row: exists(
            select(literal(1)).where(
                row.id == select(Assignment.client_id).where(Assignment.provider_id == "prv_s").subquery().c.client_id
            )
        ),
        {"south"},
    ),
    "a table made of two others": (
        lambda row: exists(
            select(literal(1)).where(
                row.id == union(select(PoolEntry.client_id), select(PoolEntry.client_id)).subquery().c.client_id
            )
        ),
        {"routed", "unrouted"},
    ),
    "all but some tables shared": (
        lambda row: exists(select(Assignment.id).where(Assignment.client_id == row.id).correlate_except(Assignment)),
        {"north", "south", "vip", "gone"},
    ),
}


class Source:
    """Grants every client, or those that a condition says, and takes away those that another does not say."""

    name = "test-plugin"

    def __init__(self, granted: Where | None, kept: Where | None = None) -> None:
        self._granted = granted
        self._kept = kept

    def grants(self, request: PolicyRequest) -> Iterable[Grant]:
        return [Grant("G", "Granted.", None if self._granted is None else self._granted(request.row))]

    def restrictions(self, request: PolicyRequest) -> Iterable[Restrict]:
        return [] if self._kept is None else [Restrict("R", "Restricted.", self._kept(request.row))]


async def seen(database: Database, source: Source) -> list[set[str]]:
    """Which clients an alias shows, the class itself, and an alias among rows of every table that conditions name."""
    policy, found = PolicyEngine([source]), []
    async with database.read() as connection:
        for row, beside in ((aliased(Client), ()), (Client, ()), (aliased(Client), (Assignment, PoolEntry, Provider))):
            where = policy.scope(ADA, "caseload:read", row).where
            statement = select(row.id).where(true() if where is None else where)
            for each in beside:
                statement = statement.join(each, true(), isouter=True)
            found.append({each[4:] for each in await connection.scalars(statement)})
    return found


@pytest.mark.parametrize("where", LOST.values(), ids=LOST)
def test_a_subquery_that_loses_its_row_is_refused(where: Where) -> None:
    with pytest.raises(UnsafeExpression):
        check_expression(where(ROWS["Client"]), ROWS["Client"])


async def test_a_subquery_that_loses_its_row_grants_nothing_and_hides_all(database: Database) -> None:
    for name, where in LOST.items():
        assert await seen(database, Source(where)) == [set()] * 3, name
        assert await seen(database, Source(None, where)) == [set()] * 3, name


async def test_a_sound_subquery_says_of_the_row_what_it_seems_to(database: Database) -> None:
    for name, (where, held) in SOUND.items():
        assert await seen(database, Source(where)) == [held] * 3, name
        assert await seen(database, Source(None, where)) == [held] * 3, name
