"""The chart of the results: a panel for each screen, a bar for each server, as SVG."""

from collections.abc import Iterator
from html import escape
from typing import Final

from benchmarks.operations import SCREENS
from benchmarks.results import Results
from benchmarks.rounds import Measured

_WIDTH: Final = 880
_LABELS: Final = 270
_BARS: Final = 440
_ROW: Final = 22
_HEAD: Final = 34
_GAP: Final = 18
_TOP: Final = 56
_OURS: Final = "#0b6e6e"
_BY_HAND: Final = "#8a6d1d"
_OTHERS: Final = "#8d99a6"


def chart(results: Results) -> str:
    """The screens over the smallest practice; bars are medians, lines reach from the slowest round to the fastest."""
    size = results.sizes[0]
    parts: list[str] = []
    top = _TOP
    for operation in SCREENS:
        shown = list(results.of(operation.name, size.name))
        if shown:
            parts += _panel(operation.title, shown, top)
            top += _HEAD + _ROW * len(shown) + _GAP
    title = f"Answers a second, {size.clients * size.times:,} clients, {results.workers} worker each"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}" viewBox="0 0 {_WIDTH} {top}">',
            "<style>text { font: 13px system-ui, sans-serif }</style>",
            f"<title>{escape(title)}</title>",
            f'<rect width="{_WIDTH}" height="{top}" fill="#ffffff"/>',
            f'<text x="20" y="32" style="font-size: 18px; font-weight: 600" fill="#1c2733">{escape(title)}</text>',
            *parts,
            "</svg>",
            "",
        ]
    )


def _panel(title: str, shown: list[Measured], top: int) -> Iterator[str]:
    most = max(max(each.rates) for each in shown)
    yield f'<text x="20" y="{top + 20}" style="font-size: 15px; font-weight: 600" fill="#1c2733">{escape(title)}</text>'
    for number, each in enumerate(shown):
        yield from _bar(each, top + _HEAD + number * _ROW, _BARS / most)


def _bar(each: Measured, top: int, scale: float) -> Iterator[str]:
    ours = each.contestant.startswith("caseload")
    colour = _OURS if ours else _BY_HAND if each.contestant.startswith("handwritten") else _OTHERS
    weight = ' style="font-weight: 600"' if ours else ""
    middle = top + _ROW / 2
    low, high = (_LABELS + rate * scale for rate in (min(each.rates), max(each.rates)))
    length = max(each.rate * scale, 1)
    yield (
        f'<text x="{_LABELS - 10}" y="{middle + 4:.0f}" text-anchor="end" fill="#1c2733"{weight}>'
        f"{escape(each.label)}</text>"
    )
    yield f'<rect x="{_LABELS}" y="{top + 3}" width="{length:.1f}" height="{_ROW - 7}" fill="{colour}"/>'
    yield f'<path d="M{low:.1f} {middle - 0.5:.1f}H{high:.1f}" stroke="#1c2733" stroke-width="1.5"/>'
    yield f'<text x="{high + 8:.1f}" y="{middle + 4:.0f}" fill="#1c2733">{figure(each.rate)}</text>'


def figure(rate: float) -> str:
    """A rate as people read it."""
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"  # noqa: PLR2004  # three digits say enough
