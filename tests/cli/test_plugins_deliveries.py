"""What plugins were not told after all, on the command line."""

from datetime import UTC, datetime
from typing import Final

import pytest
from sqlalchemy import insert

from caseload_gql.bootstrap import load_plugins
from caseload_gql.db.engine import open_database
from caseload_gql.db.models import EventRow, PluginDelivery
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.schema.bound import InstalledCatalog
from caseload_gql.settings import Settings
from tests.cli.conftest import Shell

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def given_up(shell: Shell, database_url: str) -> str:
    """One delivery that was given up, and one that is not due yet."""
    database = open_database(database_url)
    event = {
        "number": 7,
        "id": "evt_7",
        "type": "CLIENT_ASSIGNED",
        "at": NOON,
        "actor": "Ada",
        "door": "api",
        "changes": [],
    }
    row = {"event_id": "evt_7", "attempts": 12, "due_at": NOON, "leased_until": None}

    async def fill(unit: UnitOfWork) -> None:
        await unit.session.execute(insert(EventRow), [event])
        await unit.session.execute(
            insert(PluginDelivery),
            [
                row | {"id": "dlv_1", "plugin": "word", "failed_at": NOON},
                row | {"id": "dlv_2", "plugin": "later", "failed_at": None},
            ],
        )

    await database.write(fill)
    await database.close()
    return database_url


def test_nothing_is_listed_where_nothing_was_given_up(shell: Shell) -> None:
    code, said, _ = shell("plugins", "deliveries")
    assert (code, said.splitlines()) == (0, ["PLUGIN\tEVENT\tTYPE\tATTEMPTS\tGIVEN_UP"])


async def test_the_query_of_plugins_counts_what_was_given_up_by_plugin(given_up: str) -> None:
    database = open_database(given_up)
    catalog = InstalledCatalog(load_plugins(Settings()), database)
    assert await catalog.given_up(["later", "word", "none"]) == {"later": 0, "word": 1, "none": 0}
    await database.close()


@pytest.mark.usefixtures("given_up")
def test_what_was_given_up_is_listed_and_made_due_again(shell: Shell) -> None:
    code, said, _ = shell("plugins", "deliveries")
    assert (code, said.splitlines()[1:]) == (0, ["word\t7\tCLIENT_ASSIGNED\t12\t2026-11-20T12:00:00+00:00"])
    assert shell("plugins", "deliveries", "--retry")[:2] == (0, "1 due again.\n")
    assert shell("plugins", "deliveries")[1].splitlines()[1:] == []
    assert shell("plugins", "deliveries", "--retry")[:2] == (0, "0 due again.\n")
