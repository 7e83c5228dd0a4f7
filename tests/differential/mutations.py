"""Requests gone wrong: drawn operations whose text, variables or name of operation were tampered with."""

from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from tests.differential.house import Viewing
from tests.differential.operations import Operation, operations

#: What is put into a document, here and there.
_PIECES: Final = (
    "{",
    "}",
    "(",
    ")",
    "...",
    "...F0",
    "$",
    "$v0",
    "@skip",
    "@include(if: 3)",
    "@unknown",
    '"',
    '"""',
    "\\u0000",
    "\\ud83d",
    "\x00",
    "\ufeff",
    "🦊",
    "#",
    "\n",
    ":",
    "!",
    "[",
    "-1",
    "0",
    "101",
    "2147483648",
    "99999999999999999999",
    "1e400",
    "null",
    "true",
    "fragment F0 on Client { name }",
    "query B { __typename }",
    "mutation { __typename }",
    "subscription { __typename }",
    "__schema { types { name } }",
    '__type(name: "Client") { fields { name } }',
    "id",
    "nodes",
    "name",
    "first: 3",
    'after: "00000000.cli_unknown"',
    "filter: {status: [NOBODY]}",
)
_VALUES: Final = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.sampled_from([-1, 0, 101, 2**31 - 1, 2**31, 2**53, 2**63])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["\x00", "1900-01-01", "2026-02-30", "9999-12-31", "x" * 5_000, "ACTIVE", "cli_", "\U0010ffff"])
)
_KEYS: Final = ("search", "status", "teamId", "field", "direction", "intakeFrom", "waitingAtLeastDays", "", "\x00")
_JSON: Final = st.recursive(
    _VALUES,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), below, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Tampered:
    """A request that is likely to be wrong."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None


@st.composite
def tampered(draw: st.DrawFn, viewing: Viewing) -> Tampered:
    """An operation with up to three faults in its text, and some in its variables."""
    operation: Operation = draw(operations(viewing))
    query = operation.query
    for _ in range(draw(st.integers(0, 3))):
        query = _torn(draw, query)
    variables = dict(operation.variables)
    for name in draw(st.lists(st.sampled_from([*variables, "v0", "v1", "unknown"]), max_size=3)):
        if draw(st.integers(0, 4)):
            variables[name] = draw(_JSON)
        else:
            variables.pop(name, None)
    operation_name: str | None = draw(st.sampled_from([None, None, None, "Q", "B", "", "\x00"]))
    return Tampered(query, variables, operation_name)


def _torn(draw: st.DrawFn, text: str) -> str:
    """The text with a piece put in, taken out, doubled or moved."""
    start, end = sorted([draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))])
    match draw(st.sampled_from(["in", "word", "out", "twice", "turned"])):
        case "in":
            return f"{text[:start]} {draw(st.sampled_from(_PIECES))} {text[start:]}"
        case "word":
            words = text.split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(_PIECES))
            return " ".join(words)
        case "out":
            return text[:start] + text[min(end, start + 30) :]
        case "twice":
            return text[:end] + text[start:]
        case _:
            return text[end:] + text[:end]
