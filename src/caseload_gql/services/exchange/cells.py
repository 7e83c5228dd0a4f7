"""How values are written in cells, so that the import reads the same."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from caseload_gql.db.columns import instant_text
from caseload_gql.domain.availability import Span
from caseload_gql.domain.spreadsheet import escaped, joined


def cell(value: object) -> str:
    """The cell of a value, safe to open in a spreadsheet."""
    return escaped(plain(value))


def plain(value: object) -> str:  # noqa: PLR0911  # one line a kind
    """The text of a value, as the import reads it; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return str(value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        case list():
            return _listed(value)
        case _:
            return str(value)


def _listed(values: Sequence[object]) -> str:
    if values and isinstance(values[0], Span):
        spans = (each for each in values if isinstance(each, Span))
        return "|".join(f"{span.weekday.value} {span.starts}-{span.ends}" for span in spans)
    return joined(str(each) for each in values)
