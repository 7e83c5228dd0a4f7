"""The command behind `make bench`."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Final

import click

from benchmarks import machine
from benchmarks.array_scorers import RANKED, ranking
from benchmarks.chart import chart
from benchmarks.clients import client_ids
from benchmarks.contestants import contestants
from benchmarks.crowd import crowd
from benchmarks.environment import ensure_peers
from benchmarks.fill.filling import LARGE, QUICK, SMALL, Filled, filled
from benchmarks.memory import memory
from benchmarks.operations import SCREENS, SUMMARIES
from benchmarks.places import CHART, RESULTS, ROOT, WORK
from benchmarks.plugin_cost import plugin_cost
from benchmarks.postgres import Postgres, running
from benchmarks.report import report
from benchmarks.results import Results, read, save
from benchmarks.rounds import ClientIds, Pace, measure
from benchmarks.targets import VIEWERS, targets

PARTS: Final = ("screens", "summaries", "memory", "thousand", "plugins")
_SIZES: Final = {each.name: each for each in (SMALL, LARGE, QUICK)}
_DISTINCT: Final = 100_000
_DISTINCT_QUICK: Final = 2_000
_KEPT: Final = "results.json"


@click.command("python -m benchmarks")
@click.option(
    "--quick", is_flag=True, help="A small practice and short rounds, to see that it runs; writes no results."
)
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="What to measure; all, if left out.")
@click.option("--size", "sizes", multiple=True, type=click.Choice(list(_SIZES)), help="small and large, if left out.")
@click.option("--only", multiple=True, help="Keys of servers to compare with the hand-written one; all, if left out.")
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.1), default=2.0, show_default=True, help="Length of a round.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Workers of each server.")
@click.option("--connections", type=click.IntRange(1), default=4, show_default=True, help="Connections of the load.")
@click.option("--report", "only_report", is_flag=True, help="Write the report of the last run anew, without measuring.")
def command(
    *,
    quick: bool,
    parts: tuple[str, ...],
    sizes: tuple[str, ...],
    only: tuple[str, ...],
    rounds: int,
    seconds: float,
    workers: int,
    connections: int,
    only_report: bool,
) -> None:
    """Compare this server with others on one data set, side by side."""
    # A signal ends the run in order: servers are stopped, and PostgreSQL.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    WORK.mkdir(parents=True, exist_ok=True)
    kept = WORK / ("quick.json" if quick else _KEPT)
    if only_report:
        _write(read(kept), quick=quick)
        return
    pace = Pace(2, 0.3, 0.3, connections) if quick else Pace(rounds, seconds, seconds, connections)
    chosen = [_SIZES[each] for each in (("quick",) if quick else sizes or ("small", "large"))]
    # The report names the peers' versions, whatever part of it is measured.
    ensure_peers(_say)
    with running() as server:
        results = Results(
            facts=machine.facts(asyncio.run(server.version())),
            command=" ".join(("python -m benchmarks", *sys.argv[1:])) if sys.argv[1:] else "make bench",
            workers=workers,
            pace=pace,
            sizes=chosen,
        )
        _measure(results, server, frozenset(parts or PARTS), frozenset(only), quick=quick)
    save(results, kept)
    _write(results, quick=quick)


def _measure(results: Results, server: Postgres, parts: frozenset[str], only: frozenset[str], *, quick: bool) -> None:
    practices, ids = asyncio.run(_prepared(server, results))
    if parts & {"screens", "summaries"}:
        with contestants(practices, results.workers, only) as running_servers:
            if "screens" in parts:
                results.measured += measure(running_servers, SCREENS, ids, results.pace, _say)
            if "summaries" in parts:
                ours = [each for each in running_servers if each.key in VIEWERS]
                results.measured += measure(ours, SUMMARIES, ids, results.pace, _say)
    if "memory" in parts:
        results.memory = memory(practices[0].postgres, _DISTINCT_QUICK if quick else _DISTINCT, _say)
    if "thousand" in parts:
        results.crowd = crowd(practices[0].postgres, results.workers, _say)
    if "plugins" in parts:
        results.plugins = plugin_cost(practices[0], results, ids, _say)
        results.ranking = ranking(asyncio.run(filled(server, RANKED, _say)), _say)


async def _prepared(server: Postgres, results: Results) -> tuple[list[Filled], ClientIds]:
    practices = [await filled(server, size, _say) for size in results.sizes]
    ids: ClientIds = {}
    for each in practices:
        for viewer, found in (await client_ids(each.postgres)).items():
            ids[each.size.name, viewer] = found
    return practices, ids


def _write(results: Results, *, quick: bool) -> None:
    """The report where it is committed; that of a quick run, which says nothing of speed, beside the data."""
    where = (WORK / RESULTS.name, WORK / CHART.name) if quick else (RESULTS, CHART)
    for path, content in zip(where, (report(results), chart(results)), strict=True):
        _put(path, content)
    for each in targets(results):
        click.echo(f"{'met   ' if each.met else 'MISSED'} {each.what}: {each.found:.2f} (wanted {each.wanted:g})")


def _put(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    _say(f"Wrote {path.relative_to(ROOT)}")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


if __name__ == "__main__":
    command()
