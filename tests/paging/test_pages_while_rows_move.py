"""A reader turns pages while others enter, leave and change: who stays is met once, in order."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, update

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Client
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus
from tests.planner.door import Door, door_of

DAY: Final = date(2026, 6, 1)
LIST: Final = """
query($first: Int, $after: String, $last: Int, $before: String, $order: [ClientOrder!]) {
  clients(first: $first, after: $after, last: $last, before: $before, orderBy: $order, filter: { status: ACTIVE }) {
    edges { cursor node { id name intakeDate } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
ORDERS: Final = [
    [{"field": field, "direction": direction} for field, direction in fields]
    for fields in (
        [("NAME", "ASC")],
        [("NAME", "DESC")],
        [("INTAKE_DATE", "DESC"), ("NAME", "ASC")],
        [("CASE_WEIGHT", "ASC")],
    )
]


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    database = open_database(database_url)
    yield door_of(database)
    await database.close()


@dataclass
class Crowd:
    """Clients who come and go at random; few names and days, so that many are equal."""

    door: Door
    random: Random
    inside: list[str] = field(default_factory=list)
    #: Those who have been in the list the whole time.
    stayed: set[str] = field(default_factory=set)
    made: int = 0

    async def enter(self, count: int) -> None:
        rows = [self._row() for _ in range(count)]
        self.inside += [row["id"] for row in rows]
        await self.door.run(insert(Client).values(rows))

    def _row(self) -> dict[str, Any]:
        self.made += 1
        name = self.random.choice("abcde")
        return {
            # Ids do not come in the order of entering.
            "id": f"cli_{self.made * 7919 % 10007:05}",
            "name": name,
            "name_key": name,
            "status": ClientStatus.ACTIVE,
            "intake_date": DAY + timedelta(days=self.random.randrange(4)),
            "insurance_status": InsuranceStatus.VERIFIED,
            "telehealth_ok": False,
            "case_weight_hundredths": self.random.choice([50, 100]),
        }

    async def leave(self, count: int, staying: str) -> None:
        """Some are discharged and some are gone altogether; never the row that the reader's cursor is on."""
        going = self.random.sample(sorted({*self.inside} - {staying}), count)
        self.inside = [each for each in self.inside if each not in going]
        self.stayed -= {*going}
        await self.door.run(
            update(Client).where(Client.id.in_(going[::2])).values(status=ClientStatus.DISCHARGED),
            delete(Client).where(Client.id.in_(going[1::2])),
        )

    async def move_on(self, cursor: str) -> None:
        await self.enter(self.random.randint(1, 5))
        await self.leave(self.random.randint(1, 5), cursor.partition(".")[2])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("back", [False, True], ids=["forward", "back"])
async def test_no_row_that_stays_is_lost_and_none_is_met_twice(door: Door, seed: int, back: bool) -> None:  # noqa: FBT001  # a parameter of the test
    order = ORDERS[seed % len(ORDERS)]
    crowd = Crowd(door, Random(seed))  # noqa: S311  # the same each time
    await crowd.enter(40)
    crowd.stayed = {*crowd.inside}
    met: list[str] = []
    cursor, more, pages = None, True, 0
    while more:
        bounds = {"last": 5, "before": cursor} if back else {"first": 5, "after": cursor}
        found = (await door.data(LIST, {**bounds, "order": order}))["clients"]
        ids = [edge["node"]["id"] for edge in found["edges"]]
        met = ids + met if back else met + ids
        info = found["pageInfo"]
        cursor, more = (
            (info["startCursor"], info["hasPreviousPage"]) if back else (info["endCursor"], info["hasNextPage"])
        )
        pages += 1
        if cursor is not None:
            await crowd.move_on(cursor)
    assert pages > 5
    assert len(met) == len({*met})
    assert len(crowd.stayed) < 40 < crowd.made
    assert crowd.stayed <= {*met}


@pytest.mark.parametrize("change", ["discharged", "equal"])
async def test_a_cursor_whose_row_left_the_list_still_says_where_to_go_on(door: Door, change: str) -> None:
    """The filter is not asked of the cursor's row: its place in the order is all that counts."""
    crowd = Crowd(door, Random(1))  # noqa: S311  # the same each time
    await crowd.enter(20)
    whole = (await door.data(LIST, {"first": 100}))["clients"]["edges"]
    values: dict[str, Any] = (
        {"status": ClientStatus.DISCHARGED} if change == "discharged" else {"case_weight_hundredths": 77}
    )
    await door.run(update(Client).where(Client.id == whole[4]["node"]["id"]).values(**values))
    after = (await door.data(LIST, {"first": 100, "after": whole[4]["cursor"]}))["clients"]["edges"]
    assert after == whole[5:]


async def test_a_cursor_whose_row_is_gone_is_refused(door: Door) -> None:
    crowd = Crowd(door, Random(1))  # noqa: S311  # the same each time
    await crowd.enter(9)
    edge = (await door.data(LIST, {"first": 3}))["clients"]["edges"][2]
    await door.run(delete(Client).where(Client.id == edge["node"]["id"]))
    answer = await door.ask(LIST, {"first": 3, "after": edge["cursor"]})
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert "Start again" in error["message"]


@pytest.mark.parametrize(("renamed", "moved"), [("aa", "back"), ("zz", "on")])
async def test_a_reader_whose_row_is_renamed_goes_on_from_where_it_now_stands(
    door: Door, renamed: str, moved: str
) -> None:
    crowd = Crowd(door, Random(1))  # noqa: S311  # the same each time
    await crowd.enter(20)
    whole = (await door.data(LIST, {"first": 100}))["clients"]["edges"]
    edge = whole[9]
    await door.run(update(Client).where(Client.id == edge["node"]["id"]).values(name=renamed, name_key=renamed))
    after = (await door.data(LIST, {"first": 100, "after": edge["cursor"]}))["clients"]["edges"]
    if moved == "on":
        assert after == []
    else:
        met = {other["node"]["id"] for other in whole[:9]}
        assert met & {other["node"]["id"] for other in after}
        assert {other["node"]["id"] for other in whole[10:]} <= {other["node"]["id"] for other in after}
