"""Checks that all servers answer the same, then loads them in turn, round after round."""

import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import orjson

from benchmarks import wire
from benchmarks.answers import Different, answered, same
from benchmarks.contestants import Contestant
from benchmarks.cpu import spent
from benchmarks.load import Order, Outcome
from benchmarks.operations import Operation
from benchmarks.places import ROOT

#: How many of an operation's requests are compared before it is timed.
_COMPARED: Final = 25
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and for how long each server is loaded."""

    rounds: int
    seconds: float
    warm_seconds: float
    connections: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rounds of one server at one operation came to. Latencies are medians of the rounds, in milliseconds."""

    contestant: str
    label: str
    size: str
    operation: str
    rates: list[float]
    p50: float
    p99: float
    #: Bytes of an answer's body, on average.
    answer: int
    #: Microseconds of processor time that the server, without the database, spent on an answer.
    cpu: float

    @property
    def rate(self) -> float:
        """The median of the rounds, in answers a second."""
        return statistics.median(self.rates)


#: Loads a server with requests, the shortest answer to them, seconds and connections.
Load = Callable[[Contestant, list[bytes], int, float, int], Outcome]
#: Requests of an operation by server, with the length of the shortest answer to them.
Asked = dict[str, tuple[list[bytes], int]]
#: Ids of clients to ask for, by size and viewer.
ClientIds = dict[tuple[str, str], list[str]]


def measure(
    contestants: Sequence[Contestant],
    operations: Iterable[Operation],
    client_ids: ClientIds,
    pace: Pace,
    say: Callable[[str], None],
    load: Load | None = None,
) -> list[Measured]:
    """Check, warm and load every server at every operation. Raises ``Different`` where an answer is not the same.

    `load` sends the requests; unless it is given, a process of its own does.
    """
    send = load or loaded
    measured: list[Measured] = []
    for operation in operations:
        say(f"{operation.title}: comparing the answers of {len(contestants)} servers")
        asked = {_key(each): _checked(each, contestants, operation, client_ids) for each in contestants}
        for each in contestants:
            send(each, *asked[_key(each)], pace.warm_seconds, pace.connections)
        outcomes: dict[str, list[Outcome]] = defaultdict(list)
        costs: dict[str, list[float]] = defaultdict(list)
        for number in range(pace.rounds):
            say(f"{operation.title}: round {number + 1} of {pace.rounds}")
            # Each round begins with another server, so that none is always the first after a pause.
            turn = number % len(contestants)
            for each in (*contestants[turn:], *contestants[:turn]):
                before = spent(each.served.pid)
                outcome = send(each, *asked[_key(each)], pace.seconds, pace.connections)
                costs[_key(each)].append((spent(each.served.pid) - before) / outcome.answered)
                outcomes[_key(each)].append(outcome)
        measured += [_measured(each, operation, outcomes[_key(each)], costs[_key(each)]) for each in contestants]
    return measured


def _key(contestant: Contestant) -> str:
    return f"{contestant.key}/{contestant.size}"


def _checked(
    contestant: Contestant, contestants: Sequence[Contestant], operation: Operation, client_ids: ClientIds
) -> tuple[list[bytes], int]:
    """The requests to send and the shortest answer to them; the answers hold what the hand-written ones hold."""
    ids = client_ids[contestant.size, contestant.viewer]
    requests = contestant.requests(operation, ids)
    bodies = [_ask(contestant, operation, each) for each in requests[:_COMPARED]]
    reference = _reference(contestant, contestants)
    if reference is not None:
        expected = reference.requests(operation, ids)[:_COMPARED]
        for body, request in zip(bodies, expected, strict=True):
            try:
                found = answered(body)
                same(answered(_ask(reference, operation, request)), found, operation.name)
                _holds_something(found, operation)
            except Different as error:
                message = f"{contestant.label} ({contestant.size}): {error}"
                raise Different(message) from error
    return requests, min(len(each) for each in bodies) // 2


def _reference(contestant: Contestant, contestants: Sequence[Contestant]) -> Contestant | None:
    """The hand-written answers for the same viewer; none where the operation is not theirs to answer."""
    return next(
        (
            each
            for each in contestants
            if each.dialect is None and (each.size, each.viewer) == (contestant.size, contestant.viewer)
        ),
        None,
    )


def _holds_something(found: Any, operation: Operation) -> None:  # noqa: ANN401  # JSON
    """Two answers that are both empty are the same and say nothing."""
    if not found:
        message = f"{operation.name} is empty"
        raise Different(message)


def _ask(contestant: Contestant, operation: Operation, request: bytes) -> bytes:
    status, body = wire.send(contestant.served.port, request)
    if status != _OK:
        message = f"{contestant.label} answers {operation.name} with status {status}: {body[:500]!r}"
        raise Different(message)
    return body


def loaded(contestant: Contestant, requests: list[bytes], shortest: int, seconds: float, connections: int) -> Outcome:
    """Load a server from a process of its own. Raises ``RuntimeError`` where a request fails."""
    order = Order(contestant.served.port, [each.decode() for each in requests], shortest, seconds, connections)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=ROOT,
        input=orjson.dumps(asdict(order)),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        message = f"The load on {contestant.label} broke off:\n{done.stderr.decode(errors='replace')[-2000:]}"
        raise RuntimeError(message)
    outcome = Outcome(**orjson.loads(done.stdout))
    if outcome.failed:
        message = f"{contestant.label} failed {outcome.failed} of {outcome.answered} requests"
        raise RuntimeError(message)
    return outcome


def _measured(contestant: Contestant, operation: Operation, outcomes: list[Outcome], costs: list[float]) -> Measured:
    return Measured(
        contestant.key,
        contestant.label,
        contestant.size,
        operation.name,
        rates=[each.rate for each in outcomes],
        p50=statistics.median(each.p50 for each in outcomes),
        p99=statistics.median(each.p99 for each in outcomes),
        answer=sum(each.received for each in outcomes) // sum(each.answered for each in outcomes),
        cpu=statistics.median(costs) * 1_000_000,
    )
