"""Writes what a run found for people: RESULTS.md."""

import statistics
from collections.abc import Iterable, Iterator
from typing import Final

from benchmarks.chart import figure
from benchmarks.operations import SCREENS, SUMMARIES
from benchmarks.places import CHART, HERE
from benchmarks.plugin_cost import TIMES, costs
from benchmarks.results import Results
from benchmarks.rounds import Measured
from benchmarks.targets import VIEWERS, ratio, targets

_NOTES: Final = HERE / "notes.md"
_COLUMNS: Final = (
    "server",
    "answers/s",
    "slowest–fastest round",
    "p50 ms",
    "p99 ms",
    "KB",
    "CPU µs",
    "of hand-written",
)


def report(results: Results) -> str:
    """The whole of RESULTS.md."""
    return "\n".join(
        (
            *_head(results),
            *_targets(results),
            *_screens(results),
            *_growth(results),
            *_summaries(results),
            *_worker(results),
            *_plugins(results),
            _NOTES.read_text(encoding="utf-8").rstrip(),
            "",
        )
    )


def _head(results: Results) -> Iterator[str]:
    pace = results.pace
    yield "# Results"
    yield ""
    yield f"Written by `{results.command}`; `make bench` takes all figures anew. How it is done and why it is fair:"
    yield "[decision 7](../docs/decisions/0007-benchmarks.md)."
    yield ""
    yield f"![Answers a second of each server]({CHART.name})"
    yield ""
    yield from _table(("", ""), results.facts.items())
    yield ""
    yield (
        f"Each server: {results.workers} worker process, {pace.connections} connections of the load, warmed "
        f"{pace.warm_seconds:g} s, then {pace.rounds} rounds of {pace.seconds:g} s in turn with the others. "
        "Rates are medians of the rounds with the slowest and the fastest; latencies are medians of the rounds' own. "
        "Ratios are medians over the rounds. CPU is the processor time that the server's own processes, not the "
        "database's, spend on an answer."
    )
    yield ""


def _targets(results: Results) -> Iterator[str]:
    found = list(targets(results))
    missed = sum(not each.met for each in found)
    yield "## Targets"
    yield ""
    yield f"{len(found) - missed} of {len(found)} met."
    yield ""
    yield from _table(
        ("target", "wanted", "found", ""),
        (
            (
                each.what,
                f"{'≤' if each.largest else '≥'} {each.wanted:g}",
                f"{each.found:.2f}",
                "met" if each.met else "**missed**",
            )
            for each in found
        ),
    )
    yield ""


def _screens(results: Results) -> Iterator[str]:
    for size in results.sizes:
        providers, clients = size.providers * size.times, size.clients * size.times
        yield f"## The {size.name} practice: {providers:,} providers, {clients:,} clients"
        yield ""
        for operation in SCREENS:
            shown = list(results.of(operation.name, size.name))
            yield f"### {operation.title}"
            yield ""
            yield from _table(
                _COLUMNS,
                (_row(each, shown) for each in shown),
            )
            yield ""


def _row(each: Measured, shown: list[Measured]) -> tuple[str, ...]:
    by_hand = "handwritten-supervisor" if each.contestant.endswith("supervisor") else "handwritten"
    limit = next((other for other in shown if other.contestant == by_hand), None)
    return (
        each.label,
        figure(each.rate),
        f"{figure(min(each.rates))}–{figure(max(each.rates))}",
        f"{each.p50:.2f}",
        f"{each.p99:.2f}",
        _kb(each),
        f"{each.cpu:,.0f}",
        f"{ratio(each, limit):.2f}" if limit else "",
    )


def _growth(results: Results) -> Iterator[str]:
    if len(results.sizes) < 2:  # noqa: PLR2004  # growth needs two sizes
        return
    few, many = results.sizes[0], results.sizes[-1]
    yield f"## From {few.clients * few.times:,} to {many.clients * many.times:,} clients"
    yield ""
    yield "What the first page costs in the larger practice, as a multiple of the smaller one, and how large it is."
    yield ""
    yield from _table(
        ("screen", "server", "cost", "KB small", "KB large"),
        (
            (operation.title, small.label, f"{ratio(small, large):.2f}", _kb(small), _kb(large))
            for operation in SCREENS
            for small in results.of(operation.name, few.name)
            if (large := results.one(small.contestant, operation.name, many.name)) is not None
        ),
    )
    yield ""


def _summaries(results: Results) -> Iterator[str]:
    rows = [
        (operation.title, size.name, each.label, figure(each.rate), f"{each.p50:.2f}", f"{each.p99:.2f}")
        for operation in SUMMARIES
        for size in results.sizes
        for each in results.of(operation.name, size.name)
        if each.contestant in VIEWERS
    ]
    if not rows:
        return
    yield "## Totals and summaries"
    yield ""
    yield "Figures over all rows that the viewer may see, counted anew each time: they grow with the practice."
    yield ""
    yield from _table(("operation", "practice", "server", "answers/s", "p50 ms", "p99 ms"), rows)
    yield ""


def _worker(results: Results) -> Iterator[str]:
    if results.memory is None and results.crowd is None:
        return
    yield "## A worker under stress"
    yield ""
    if results.memory is not None:
        memory = results.memory
        yield (
            f"Memory over {memory.operations:,} operations of which no two are alike: {memory.before:.0f} MiB at the "
            f"start, {memory.after[0]:.0f} after the first twentieth, {memory.after[-1]:.0f} at the end, "
            f"{max(memory.after):.0f} at most."
        )
        yield ""
    if results.crowd is not None:
        crowd = results.crowd
        yield (
            f"{crowd.answered + crowd.failed:,} requests at once, each on its own connection: "
            f"{crowd.answered:,} answered, {crowd.failed:,} failed; "
            f"the first after {crowd.first:.2f} s, the last after {crowd.last:.2f} s."
        )
        yield ""


def _plugins(results: Results) -> Iterator[str]:
    found = list(costs(results))
    if not found and results.ranking is None:
        return
    yield "## What plugins cost"
    yield ""
    yield (
        "Our server with ten plugins on (four of the examples and six of `benchmarks/ten`: five policies, which "
        "restrict clients and providers and hide fields, and five packages of scorers), beside the same server without "
        f"them, over the small practice. {results.pace.rounds * TIMES} rounds in turn; the share is the median of the "
        "rounds' own, beside that of the quickest round of each."
    )
    yield ""
    yield from _table(
        (
            "operation",
            "viewer",
            "answers/s without",
            "with",
            "share",
            "of the quickest",
            "CPU µs without",
            "with",
            "times",
        ),
        (
            (
                each.operation.title,
                each.bare.label,
                figure(each.bare.rate),
                figure(each.ten.rate),
                f"{each.left:.2f}",
                f"{each.best:.2f}",
                f"{each.bare.cpu:,.0f}",
                f"{each.ten.cpu:,.0f}",
                f"{each.cpu:.2f}",
            )
            for each in found
        ),
    )
    yield ""
    if results.ranking is not None:
        ranked = results.ranking
        yield (
            f"Ranking {ranked.clients} clients by {ranked.providers} providers, rows read, gates, rules and orders "
            f"included, with {ranked.scorers} plugins whose scorers work on arrays beside the two that ship: "
            f"{ranked.median:.0f} ms (median of {len(ranked.took)}), {ranked.least:.0f} ms at least, "
            f"{statistics.median(ranked.cpu):.0f} ms of processor time; with the two alone "
            f"{statistics.median(ranked.bare):.0f} ms, {min(ranked.bare):.0f} at least."
        )
        yield ""


def _kb(each: Measured) -> str:
    return f"{each.answer / 1000:.1f}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---' for _ in head)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
