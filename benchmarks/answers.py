"""Whether two servers answered the same: each answer brought into one form, then compared value by value."""

from datetime import UTC, datetime
from typing import Any, Final

import orjson

_INSTANTS: Final = frozenset({"enteredAt", "assignedAt"})


class Different(Exception):
    """An answer holds other data than it should, or none."""


def answered(body: bytes) -> Any:  # noqa: ANN401  # JSON
    """The answer's data in the one form: no `data`, no root field, no connections, instants in UTC.

    Raises ``Different`` where the answer reports errors or is no JSON.
    """
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        message = f"the answer is no JSON: {body[:200]!r}"
        raise Different(message) from error
    if isinstance(answer, dict) and answer.get("errors"):
        message = f"the answer reports errors: {orjson.dumps(answer['errors'])[:500].decode()}"
        raise Different(message)
    if isinstance(answer, dict) and set(answer) >= {"data"}:
        answer = _below_the_root(answer["data"])
    return _plain(answer)


def same(expected: Any, found: Any, where: str = "answer") -> None:  # noqa: ANN401  # JSON
    """Raises ``Different``, naming the place, unless both hold the same data."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if expected.keys() != found.keys():
            message = f"{where} has the fields {sorted(found)} instead of {sorted(expected)}"
            raise Different(message)
        for key, value in expected.items():
            same(value, found[key], f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            message = f"{where} has {len(found)} entries instead of {len(expected)}"
            raise Different(message)
        for number, pair in enumerate(zip(expected, found, strict=True)):
            same(*pair, f"{where}[{number}]")
    elif type(expected) is bool or type(found) is bool or expected != found:
        if expected is found:
            return
        message = f"{where} is {found!r} instead of {expected!r}"
        raise Different(message)


def _below_the_root(data: Any) -> Any:  # noqa: ANN401  # JSON
    """The value of the only root field; a pool is its entries."""
    if not isinstance(data, dict) or len(data) != 1:
        message = f"the answer holds no single root field: {orjson.dumps(data)[:200].decode()}"
        raise Different(message)
    (value,) = data.values()
    return value["entries"] if isinstance(value, dict) and set(value) == {"entries"} else value


def _plain(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"nodes"}:
        return _plain(value["nodes"])
    plain = {key: _instant(each) if key in _INSTANTS else _plain(each) for key, each in value.items()}
    return _with_provider(plain)


def _with_provider(plain: dict[str, Any]) -> dict[str, Any]:
    """Where a schema leads from a client to the provider by way of the assignment, the provider is the client's."""
    assignment = plain.get("assignment")
    if "assignment" in plain and "provider" not in plain:
        plain["provider"] = assignment.pop("provider") if assignment else None
    return plain


def _instant(value: str | None) -> str | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC).isoformat()
