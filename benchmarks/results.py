"""What a run found, kept as JSON so that the report can be written anew without measuring."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from benchmarks.array_scorers import Ranking
from benchmarks.crowd import Crowd
from benchmarks.fill.filling import Size
from benchmarks.memory import Memory
from benchmarks.rounds import Measured, Pace


@dataclass(slots=True)
class Results:
    """Everything that RESULTS.md says."""

    facts: dict[str, str]
    command: str
    workers: int
    pace: Pace
    sizes: list[Size]
    measured: list[Measured] = field(default_factory=list)
    memory: Memory | None = None
    crowd: Crowd | None = None
    #: Our server with ten plugins and without, and a ranking by ten scorers.
    plugins: list[Measured] = field(default_factory=list)
    ranking: Ranking | None = None

    def of(self, operation: str, size: str) -> Iterator[Measured]:
        """The servers at one operation over one size, in the order in which they were measured."""
        return (each for each in self.measured if (each.operation, each.size) == (operation, size))

    def one(self, contestant: str, operation: str, size: str) -> Measured | None:
        """One server at one operation, if it took part."""
        return next((each for each in self.of(operation, size) if each.contestant == contestant), None)


def save(results: Results, path: Path) -> None:
    """Write the results."""
    path.write_bytes(orjson.dumps(asdict(results), option=orjson.OPT_INDENT_2))


def read(path: Path) -> Results:
    """Read results written by ``save``."""
    found = orjson.loads(path.read_bytes())
    return Results(
        facts=found["facts"],
        command=found["command"],
        workers=found["workers"],
        pace=Pace(**found["pace"]),
        sizes=[Size(**each) for each in found["sizes"]],
        measured=[Measured(**each) for each in found["measured"]],
        memory=Memory(**found["memory"]) if found["memory"] else None,
        crowd=Crowd(**found["crowd"]) if found["crowd"] else None,
        plugins=[Measured(**each) for each in found["plugins"]],
        ranking=Ranking(**found["ranking"]) if found["ranking"] else None,
    )
