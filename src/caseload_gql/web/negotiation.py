"""Which media type an answer has, and whether a request's is one we read (GraphQL over HTTP, §5 and §6)."""

from email.message import Message
from functools import lru_cache

from caseload_gql.web.protocols import GRAPHQL_RESPONSE, JSON, MediaType

_RANGES: dict[MediaType, tuple[str, ...]] = {
    JSON: ("application/json", "application/*", "*/*"),
    GRAPHQL_RESPONSE: ("application/graphql-response+json",),
}


@lru_cache(maxsize=256)
def answer_type(accept: str | None) -> MediaType | None:
    """The media type of the answer: JSON where none or ``*/*`` is asked for, None where nothing of ours is taken."""
    if accept is None or not accept.strip():
        return JSON
    offers = _offers(accept)
    best: tuple[float, int, MediaType] | None = None
    for media_type, ranges in _RANGES.items():
        matching = [(offers[name], -order) for order, name in enumerate(ranges) if name in offers]
        if not matching:
            continue
        # The most specific range decides; of two types alike, the newer one that was named in full wins.
        quality, specific = max(matching, key=lambda each: each[1])
        candidate = (quality, specific, media_type)
        if quality > 0 and (best is None or candidate[:2] > best[:2] or _tie(candidate, best)):
            best = candidate
    return None if best is None else best[2]


@lru_cache(maxsize=256)
def reads(content_type: str | None) -> bool:
    """Whether a request body of this type is read: JSON in UTF-8."""
    if content_type is None:
        return False
    parsed = Message()
    parsed["Content-Type"] = content_type
    charset = parsed.get_content_charset() or "utf-8"
    return parsed.get_content_type() == JSON and charset in {"utf-8", "utf8"}


def _tie(candidate: tuple[float, int, MediaType], best: tuple[float, int, MediaType]) -> bool:
    return candidate[:2] == best[:2] and candidate[2] == GRAPHQL_RESPONSE


def _offers(accept: str) -> dict[str, float]:
    """Each media range with its quality; parameters other than ``q`` are left aside."""
    offers: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        offers[name.lower()] = _quality(parameters)
    return offers


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
