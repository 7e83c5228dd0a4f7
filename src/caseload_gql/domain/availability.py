"""Weekly availability: spans of a week, practice-local."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from caseload_gql.domain.vocabulary import Weekday
from caseload_gql.errors import InvalidValue

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True, slots=True)
class Span:
    """A span of one weekday; times are HH:MM, practice-local."""

    weekday: Weekday
    starts: str
    ends: str


def check_spans(spans: Sequence[Span]) -> None:
    """Raise ``InvalidValue`` for a time that is none, a span that ends before it starts, or two that overlap."""
    for span in spans:
        for text in (span.starts, span.ends):
            if not _TIME.fullmatch(text):
                message = "A time of day is written HH:MM, from 00:00 to 24:00."
                raise InvalidValue(message)
        if span.starts >= span.ends:
            message = f"A window on {span.weekday.value} must end after it starts."
            raise InvalidValue(message)
    ordered = sorted(spans, key=lambda span: (span.weekday.value, span.starts))
    for earlier, later in pairwise(ordered):
        if earlier.weekday is later.weekday and later.starts < earlier.ends:
            message = f"Two windows on {later.weekday.value} overlap. Join them into one."
            raise InvalidValue(message)


def overlap_minutes(ours: Iterable[Span], theirs: Iterable[Span]) -> int:
    """Minutes a week in which both are available."""
    theirs = list(theirs)
    return sum(
        max(0, min(_minutes(one.ends), _minutes(other.ends)) - max(_minutes(one.starts), _minutes(other.starts)))
        for one in ours
        for other in theirs
        if one.weekday is other.weekday
    )


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
