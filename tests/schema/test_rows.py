"""How answers are completed from the planner's rows and from Python."""

from typing import TYPE_CHECKING, TypeAlias

import pytest

from caseload_gql.schema.build import build_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.schema.conftest import Asked

Asking: TypeAlias = "Callable[..., Asked]"
SCHEMA = build_schema()


async def test_a_planned_field_is_read_under_its_alias(asking: Asking) -> None:
    rows = {"who": {"called": "Ada", "accountRole": "ADMIN"}}
    answer = await SCHEMA.execute(
        "{ who: viewer { called: name accountRole } }", root_value=rows, context_value=asking().context
    )
    assert answer.errors is None
    assert answer.data == rows


async def test_a_null_root_object_stays_null(asking: Asking) -> None:
    answer = await SCHEMA.execute(
        "{ practice { name } }", root_value={"practice": None}, context_value=asking().context
    )
    assert answer.errors is None
    assert answer.data == {"practice": None}


async def test_rows_in_the_position_of_a_node_tell_their_own_type(asking: Asking) -> None:
    rows = {"nodes": [{"$type": "Team", "__typename": "Team", "id": "tem_1", "name": "North"}, None]}
    query = '{ nodes(ids: ["tem_1", "x"]) { __typename id ... on Team { name } } }'
    answer = await SCHEMA.execute(query, root_value=rows, context_value=asking().context)
    assert answer.errors is None
    assert answer.data == {"nodes": [{"__typename": "Team", "id": "tem_1", "name": "North"}, None]}


async def test_one_ranking_and_one_read_serve_the_matches_of_all_clients(asking: Asking) -> None:
    nodes = [{"$id": f"cli_{number}"} for number in range(3)]
    asked = asking(granted=["plan:read"])
    query = "{ clients(first: 3) { nodes { matches { matches { score provider { name } client { name } } } } } }"
    answer = await SCHEMA.execute(query, root_value={"clients": {"nodes": nodes}}, context_value=asked.context)
    assert answer.errors is None
    assert asked.matches.asked == [("cli_0", "cli_1", "cli_2")]
    assert sorted(asked.reader.asked) == [("Client", ("cli_0", "cli_1", "cli_2")), ("Provider", ("prv_1", "prv_2"))]
    assert answer.data is not None
    found = answer.data["clients"]["nodes"][2]["matches"]["matches"][1]
    assert found == {"score": 0.5, "provider": {"name": "name of prv_2"}, "client": {"name": "name of cli_2"}}


async def test_matches_are_refused_without_the_right_to_plan(asking: Asking) -> None:
    asked = asking()
    rows = {"client": {"$id": "cli_1"}}
    query = '{ client(id: "cli_1") { matches { degraded } } }'
    answer = await SCHEMA.execute(query, root_value=rows, context_value=asked.context)
    assert answer.data == {"client": {"matches": None}}
    assert answer.errors is not None
    assert asked.matches.asked == []


async def test_installed_plugins_are_refused_without_the_right_to_read_them(asking: Asking) -> None:
    answer = await SCHEMA.execute("{ plugins { name } }", root_value={}, context_value=asking().context)
    assert answer.data == {"plugins": None}
    assert answer.errors is not None


async def test_the_practice_shows_installed_scorers_and_gates_with_its_own_settings(asking: Asking) -> None:
    rows = {"practice": {"$scorer_weights": {"headroom": 2.5}, "$gate_modes": {"TAKES_PAYER": "WARN"}}}
    query = "{ practice { scorers { scorer plugin weight } gates { code mode } } }"
    answer = await SCHEMA.execute(query, root_value=rows, context_value=asking().context)
    assert answer.errors is None
    assert answer.data == {
        "practice": {
            "scorers": [{"scorer": "headroom", "plugin": "builtin", "weight": 2.5}],
            "gates": [{"code": "TAKES_PAYER", "mode": "WARN"}],
        }
    }


async def test_the_viewer_is_told_every_action_granted(asking: Asking) -> None:
    asked = asking(granted=["plan:read", "caseload:read"])
    answer = await SCHEMA.execute("{ viewer { actions } }", root_value={"viewer": {}}, context_value=asked.context)
    assert answer.data == {"viewer": {"actions": ["caseload:read", "plan:read"]}}


@pytest.mark.parametrize("written", ["15/01/2026", "2026-02-30", "1899-12-31", "2026-01-15T00:00:00Z"])
async def test_a_senseless_date_is_refused_before_anything_runs(asking: Asking, written: str) -> None:
    query = "query($day: Date) { clients(first: 1, filter: { intakeFrom: $day }) { totalCount } }"
    rows = {"clients": {"totalCount": 1}}
    answer = await SCHEMA.execute(query, {"day": written}, root_value=rows, context_value=asking().context)
    assert answer.data is None
    assert answer.errors is not None
    assert "Date" in answer.errors[0].message
