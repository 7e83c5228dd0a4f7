"""The demo practice: realistic, whole, and the same for the same seed and day."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select, text

from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import Base, EventRow, PoolEntry, Practice, Provider
from caseload_gql.errors import ConfigurationError
from caseload_gql.services.demo.fill import Filled, fill
from caseload_gql.services.demo.recipe import FEWEST_CLIENTS, FEWEST_PROVIDERS, Recipe

DAY = date(2026, 3, 10)
RECIPE = Recipe(DAY)
OWN = {"alembic_version", "access_epoch"}
#: The audit's chain is of the day's salts and of each database's key.
CHAINED = {"salt", "erased", "key_id", "hash", "seal"}

T = TypeVar("T")


def on(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = open_database(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def filled(url: str, recipe: Recipe = RECIPE) -> Filled:
    return on(url, lambda database: fill(database, recipe, lambda _: None))


def rows(url: str, statement: Any) -> list[tuple[Any, ...]]:
    async def work(database: Database) -> list[tuple[Any, ...]]:
        async with database.read() as connection:
            return [tuple(row) for row in await connection.execute(statement)]

    return on(url, work)


def sql(url: str, statement: str) -> list[tuple[Any, ...]]:
    return rows(url, text(statement))


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    tables = [table for name, table in Base.metadata.tables.items() if name not in OWN]
    columns = {table.name: [each for each in table.columns if each.name not in CHAINED] for table in tables}
    return {name: sorted(rows(url, select(*each)), key=str) for name, each in columns.items()}


def test_the_same_seed_and_day_make_the_same_rows_ids_included(database_url: str, sqlite_copy: str) -> None:
    filled(database_url)
    filled(sqlite_copy)
    assert everything(database_url) == everything(sqlite_copy)


def test_another_seed_makes_another_practice(sqlite_copy: str, second_copy: str) -> None:
    filled(sqlite_copy)
    filled(second_copy, Recipe(DAY, seed=8))
    assert sql(sqlite_copy, "SELECT id FROM client") != sql(second_copy, "SELECT id FROM client")


@pytest.mark.parametrize("recipe", [RECIPE, Recipe(DAY, FEWEST_PROVIDERS, FEWEST_CLIENTS, seed=3)])
def test_every_team_has_active_providers_with_clients_and_every_provider_a_team(
    database_url: str, recipe: Recipe
) -> None:
    filled(database_url, recipe)
    teams = sql(
        database_url,
        "SELECT t.id, sum(CASE WHEN p.status = 'ACTIVE' AND p.caseload_count > 0 THEN 1 ELSE 0 END) "
        "FROM team t JOIN provider p ON p.team_id = t.id GROUP BY t.id",
    )
    assert len(teams) >= 3
    assert all(busy >= 1 for _, busy in teams)
    assert sql(database_url, "SELECT count(*) FROM provider WHERE team_id IS NULL") == [(0,)]
    assert sql(database_url, "SELECT count(*) FROM provider") == [(recipe.providers,)]
    assert sql(database_url, "SELECT count(*) FROM client") == [(recipe.clients,)]


@pytest.mark.parametrize("recipe", [RECIPE, Recipe(DAY, FEWEST_PROVIDERS, FEWEST_CLIENTS, seed=3)])
def test_loads_are_skewed_and_every_state_of_a_provider_is_there(sqlite_copy: str, recipe: Recipe) -> None:
    filled(sqlite_copy, recipe)
    for state in (
        "load_hundredths > capacity * 100 AND status = 'ACTIVE'",
        "capacity > 0 AND load_hundredths < capacity * 100 AND load_hundredths * 100 >= capacity * 8500",
        "capacity > 0 AND caseload_count = 0 AND status = 'ACTIVE'",
        "capacity = 0",
        "status = 'ON_LEAVE' AND caseload_count > 0",
        "status = 'DEPARTED' AND caseload_count = 0",
        "status = 'ACTIVE' AND NOT accepting_new_clients",
    ):
        assert sql(sqlite_copy, f"SELECT count(*) FROM provider WHERE {state}")[0][0] > 0, state
    leaves = "SELECT count(*) FROM provider_leave WHERE ended_at IS NULL AND cover_provider_id IS NOT NULL"
    assert sql(sqlite_copy, leaves) == sql(sqlite_copy, "SELECT count(*) FROM provider WHERE status = 'ON_LEAVE'")


def test_an_eighth_of_the_clients_wait_for_every_reason_up_to_ninety_days(database_url: str) -> None:
    filled(database_url)
    assert sql(database_url, "SELECT count(*) FROM client WHERE status = 'WAITING'")[0][0] >= 600 / 8
    open_entries = rows(
        database_url,
        select(PoolEntry.reason, func.min(PoolEntry.entered_on), func.max(PoolEntry.entered_on))
        .where(PoolEntry.left_at.is_(None))
        .group_by(PoolEntry.reason),
    )
    assert {reason.value for reason, _, _ in open_entries} == {"NEW_INTAKE", "TRANSFER", "PROVIDER_LEFT", "RETURNING"}
    assert (DAY - min(first for _, first, _ in open_entries)).days == 90
    assert max(last for _, _, last in open_entries) == DAY
    kept = "SELECT DISTINCT c.status FROM pool_entry e JOIN client c ON c.id = e.client_id WHERE e.left_at IS NULL"
    assert sorted(sql(database_url, kept + " AND e.reason = 'TRANSFER'")) == [("ACTIVE",), ("WAITING",)]
    routed = "SELECT count(*) FROM pool_entry WHERE left_at IS NULL AND team_id IS NOT NULL"
    assert sql(database_url, routed)[0][0] > 0


def test_history_is_whole(database_url: str) -> None:
    filled(database_url)
    for wrong in (
        # an assignment that overlaps another of the client
        (
            "SELECT count(*) FROM assignment a JOIN assignment b ON a.client_id = b.client_id AND a.id <> b.id "
            "WHERE a.assigned_at <= b.assigned_at AND (a.ended_at IS NULL OR a.ended_at > b.assigned_at)"
        ),
        # one before intake, a session after its end, a step that leaves no pool entry behind
        "SELECT count(*) FROM assignment a JOIN client c ON c.id = a.client_id WHERE a.assigned_on < c.intake_date",
        "SELECT count(*) FROM assignment WHERE first_session_at > ended_at",
        (
            "SELECT count(*) FROM assignment a JOIN pool_entry e ON e.id = a.pool_entry_id "
            "WHERE e.left_at <> a.assigned_at OR e.client_id <> a.client_id"
        ),
        # counts and loads that are not the sum of what is active
        (
            "SELECT count(*) FROM provider p WHERE load_hundredths <> (SELECT coalesce(sum(weight_hundredths), 0) "
            "FROM assignment WHERE provider_id = p.id AND ended_at IS NULL) OR caseload_count <> "
            "(SELECT count(*) FROM assignment WHERE provider_id = p.id AND ended_at IS NULL)"
        ),
        # statuses that do not follow from what is open
        (
            "SELECT count(*) FROM client c WHERE (c.status = 'ACTIVE') <> EXISTS "
            "(SELECT 1 FROM assignment WHERE client_id = c.id AND ended_at IS NULL)"
        ),
        (
            "SELECT count(*) FROM client c WHERE c.status = 'WAITING' AND NOT EXISTS "
            "(SELECT 1 FROM pool_entry WHERE client_id = c.id AND left_at IS NULL)"
        ),
        # new clients of somebody who is on leave
        (
            "SELECT count(*) FROM assignment a JOIN provider_leave l ON l.provider_id = a.provider_id "
            "WHERE a.assigned_on >= l.starts_on"
        ),
    ):
        assert sql(database_url, wrong) == [(0,)], wrong
    assert sql(database_url, "SELECT count(*) FROM assignment WHERE ended_at IS NOT NULL")[0][0] > 100
    oldest, latest = sql(database_url, "SELECT min(assigned_on), max(assigned_at) FROM assignment")[0]
    assert (DAY - date.fromisoformat(str(oldest))).days > 600
    assert str(latest)[:10] <= DAY.isoformat()


def test_the_seven_sign_in_with_the_roles_they_should_have(database_url: str) -> None:
    filled(database_url)
    people = sql(database_url, "SELECT email, account_role FROM user_account ORDER BY email")
    assert people == [
        ("admin@demo.example", "ADMIN"),
        ("billing@demo.example", "STAFF"),
        ("ceo@demo.example", "CEO"),
        ("clinician@demo.example", "STAFF"),
        ("qmhp@demo.example", "STAFF"),
        ("supervisor@demo.example", "STAFF"),
        ("support@demo.example", "SUPPORT_STAFF"),
    ]
    led = "SELECT u.email, count(*) FROM user_team t JOIN user_account u ON u.id = t.user_id GROUP BY u.email"
    assert sql(database_url, led) == [("supervisor@demo.example", 1)]
    linked = (
        "SELECT u.email, p.status FROM user_account u JOIN provider p ON p.id = u.provider_id "
        "WHERE p.caseload_count > 0"
    )
    assert sql(database_url, linked) == [("clinician@demo.example", "ACTIVE")]


def test_filling_again_leaves_the_database_as_it_is(database_url: str) -> None:
    assert filled(database_url).anew
    before = everything(database_url)
    again = filled(database_url, Recipe(DAY, seed=8))
    assert (again.anew, again.recipe["seed"]) == (False, 7)
    assert everything(database_url) == before
    assert rows(database_url, select(EventRow.number, EventRow.type)) == [(1, "PRACTICE_FILLED")]
    assert rows(database_url, select(Practice.time_zone)) == [("America/Chicago",)]


def test_a_database_that_holds_other_data_is_refused(database_url: str) -> None:
    insert = "INSERT INTO team (id, name, name_key) VALUES ('tem_1', 'Ours', 'ours')"

    async def add(database: Database) -> None:
        await database.write(lambda unit: unit.session.execute(text(insert)))

    on(database_url, add)
    with pytest.raises(ConfigurationError, match="holds a practice already"):
        filled(database_url)
    assert rows(database_url, select(func.count()).select_from(Provider)) == [(0,)]


def test_progress_counts_every_client(sqlite_copy: str) -> None:
    steps: list[int] = []
    on(sqlite_copy, lambda database: fill(database, RECIPE, steps.append))
    assert sum(steps) == 600
