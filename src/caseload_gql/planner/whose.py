"""Whose data an answer holds: rows about a client tell the client's id, under a hidden key if nothing else does."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement

from caseload_gql.db.models import Client
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import Selected

#: The hidden key of the client's id in a row that tells it nowhere else.
HIDDEN_CLIENT: Final = "$whose"
#: The column of the client's id, of each kind of row that is about a client, and the field that tells the id.
_ABOUT_CLIENTS: Final = {
    "Assignment": ("client_id", "client"),
    "AuditEvent": ("client_id", "client"),
    "Client": ("id", "id"),
    "PoolEntry": ("client_id", "client"),
}
#: Rows of these kinds below a row of a client are of the same client.
_OF_ONE: Final = frozenset({"Assignment", "PoolEntry"})
#: It stands first in its object, so that what is looked for begins with its name: that is ten times as fast.
_HIDDEN: Final = re.compile(rb'"\$whose" ?: ?(?:"[^"]*"|null)(?:, ?)?')
_CLIENT: Final = re.compile(rb'"(cli_[0-9A-Za-z_]{1,28})"')


@contextmanager
def about_clients(asking: Asking, type_name: str, fields: Sequence[Selected], row: Any) -> Iterator[Any]:  # noqa: ANN401
    """While a row is written out: gives the column of the client's id where it must be told under the hidden key."""
    above = asking.below_client
    told: ColumnElement[Any] | None = None
    if type_name in _ABOUT_CLIENTS:
        column, field = _ABOUT_CLIENTS[type_name]
        asking.reads_clients = True
        if not (above and type_name in _OF_ONE) and not _is_told(asking, field, fields, row):
            asking.hides_clients = True
            told = getattr(row, column)
    asking.below_client = type_name == "Client" or type_name in _OF_ONE
    try:
        yield told
    finally:
        asking.below_client = above


def _is_told(asking: Asking, field: str, fields: Sequence[Selected], row: Any) -> bool:  # noqa: ANN401  # an alias
    """Whether a field tells the client's id, whichever row it is: another may be null where the client is not seen."""
    if not any(each.name == field for each in fields):
        return False
    return field == "id" or (asking.sees_all(Client) and field not in asking.redactions(row))


def without_hidden(text: bytes) -> bytes:
    """What was read, without the hidden keys."""
    return _HIDDEN.sub(b"", text)


def clients_in(text: bytes) -> set[str]:
    """The ids of the clients whose data a text holds."""
    return {found.decode() for found in _CLIENT.findall(text)}
