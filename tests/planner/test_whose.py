"""Whose data an answer holds can be told from what was read, and is not to be seen in the answer."""

from collections.abc import Sequence
from typing import Any, Final

import orjson
import pytest

from caseload_gql.db.engine import Database
from caseload_gql.planner.whose import clients_in, without_hidden
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.rules import PolicyRequest, Redact, Restrict
from caseload_gql.schema.execute import GraphQLExecutor
from tests.planner.door import SCHEMA, Door, Rules, door_of

#: What is asked, whose data the answer holds, and whether the statement has a key for it that the answer has not.
ANSWERS: Final = [
    ('{ client(id: "cli_north") { id name } }', {"north"}, False),
    ('{ client(id: "cli_north") { it: id } }', {"north"}, False),
    ('{ client(id: "cli_north") { name } }', {"north"}, True),
    (
        '{ client(id: "cli_north") { id assignments(first: 1) { nodes { assignedAt client { id } } } } }',
        {"north"},
        False,
    ),
    ('{ client(id: "cli_routed") { id poolEntries(first: 1) { nodes { reason } } } }', {"routed"}, False),
    ('{ client(id: "cli_routed") { poolEntry { reason } id } }', {"routed"}, False),
    ('{ node(id: "pen_routed") { __typename } }', {"routed"}, True),
    ('{ node(id: "asg_gone_n") { ... on Assignment { client { id } } } }', {"gone"}, False),
    ('{ provider(id: "prv_s") { id assignments(first: 1) { nodes { assignedAt } } } }', {"south"}, True),
    (
        '{ client(id: "cli_north") { id provider { assignments(first: 9) { nodes { endReason } } } } }',
        {"north", "vip", "gone"},
        True,
    ),
    ("{ pool { entries(first: 9) { edges { node { client { id } } } } } }", {"routed", "unrouted"}, False),
    ('{ client(id: "cli_north") { id @include(if: false) } }', {"north"}, True),
    (
        '{ clients(first: 9, filter: { providerId: "prv_s" }) { nodes { payer } } no: client(id: "cli_no") { id } }',
        {"south"},
        True,
    ),
    ('{ clients(first: 9, filter: { providerId: "prv_s" }) { edges { cursor } } }', {"south"}, True),
    ('{ clients(first: 9, filter: { providerId: "prv_s" }) { pageInfo { endCursor } } }', {"south"}, True),
    ('{ clients(last: 9, filter: { providerId: "prv_s" }) { pageInfo { it: startCursor } } }', {"south"}, True),
    (
        '{ clients(first: 9, filter: { providerId: "prv_s" }) { nodes { id } pageInfo { endCursor } } }',
        {"south"},
        False,
    ),
    ('{ clients(first: 9, filter: { providerId: "prv_s" }) { pageInfo { hasNextPage } } }', set(), False),
    ("{ pool { entries(first: 9) { edges { cursor } } } }", {"routed", "unrouted"}, True),
    ("{ pool { entries(first: 9) { pageInfo { startCursor endCursor } } } }", {"routed", "unrouted"}, True),
    ('{ client(id: "cli_north") { id assignments(first: 1) { edges { cursor } } } }', {"north"}, False),
    ("{ providers(first: 9) { edges { cursor } pageInfo { endCursor } } }", set(), False),
    ("{ providers(first: 9) { nodes { id caseloadCount } } pool { totalCount } }", set(), False),
    ("{ clients(first: 9) { totalCount } }", set(), False),
]


class Told:
    """A door, and what was noted at it."""

    def __init__(self, database: Database, rules: Rules | None = None) -> None:
        inner = door_of(database, [rules or Rules()])
        self.noted: list[tuple[str, str, Sequence[bytes]]] = []
        executor = GraphQLExecutor(SCHEMA, inner.planner, _no_python, readings=self)
        self.door = Door(database, inner.planner, executor)

    async def make_room(self) -> None:
        """There is always room."""

    def note(self, actor: Actor, operation: str, read: Sequence[bytes]) -> None:
        self.noted.append((actor.user_id, operation, read))


def _no_python(*_: object) -> Any:
    message = "these operations are answered without Python"
    raise AssertionError(message)


async def test_what_was_read_tells_whose_it_is_and_the_answer_does_not(database: Database) -> None:
    for query, clients, hidden in ANSWERS:
        told = Told(database)
        answer = await told.door.data(f"query It {query}")
        read = [text for _, _, texts in told.noted for text in texts]
        assert (query, {f"cli_{each}" for each in clients}) == (query, set().union(*map(clients_in, read)))
        assert (query, any(b"$whose" in text for text in read)) == (query, hidden)
        assert "$whose" not in str(answer)
        if clients:
            assert {(who, operation) for who, operation, _ in told.noted} == {("usr_ada", "It")}


def unseen(request: PolicyRequest) -> list[Restrict | Redact]:
    return [Restrict("NOBODY", "No client.", request.row.name == "")] if request.resource == "Client" else []


def masked(request: PolicyRequest) -> list[Restrict | Redact]:
    return [Redact("MASKED", "Masked.", ("client",))] if request.resource in {"PoolEntry", "Assignment"} else []


@pytest.mark.parametrize("restricted", [unseen, masked])
async def test_a_row_of_a_client_who_is_not_shown_with_it_is_a_read_of_that_client(
    database: Database, restricted: Any
) -> None:
    for query, clients in (
        ("{ pool { entries(first: 9) { nodes { waitDays client { id } } } } }", {"cli_routed", "cli_unrouted"}),
        ('{ provider(id: "prv_s") { assignments(first: 9) { nodes { assignedAt client { name } } } } }', {"cli_south"}),
    ):
        told = Told(database, Rules(restricted=restricted))
        answer = await told.door.data(query)
        read = [text for _, _, texts in told.noted for text in texts]
        assert (query, set().union(*map(clients_in, read))) == (query, clients)
        assert not any(each in str(answer) for each in ("$whose", "cli_"))


@pytest.mark.parametrize(
    ("read", "answered"),
    [
        (b'{"$whose":"cli_a","name":"A"}', b'{"name":"A"}'),
        (b'{"$whose" : "cli_a", "name" : "A"}', b'{"name" : "A"}'),
        (b'[{"$whose":null},{"$whose" : "cli_b"}]', b"[{},{}]"),
        (orjson.dumps({"name": '"$whose":"cli_a",'}), orjson.dumps({"name": '"$whose":"cli_a",'})),
    ],
)
def test_the_hidden_key_is_cut_out_and_nothing_else(read: bytes, answered: bytes) -> None:
    assert without_hidden(read) == answered


def test_ids_are_found_where_they_are_whole_values() -> None:
    assert clients_in(b'{"id":"cli_a","x":["cli_b", "a cli_c"],"p":"prv_d"}') == {"cli_a", "cli_b"}
