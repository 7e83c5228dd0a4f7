"""The rows that stand beside a client: search facets and words, unwanted providers, weekly windows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert

from caseload_gql.db.facets import CLIENT_KINDS, client_facet_rows, word_rows
from caseload_gql.db.models import Base, Client, ClientFacet, ClientWindow, ClientWord, client_do_not_match
from caseload_gql.services.commands import Window
from caseload_gql.services.write import Write


async def insert_facets(write: Write, client: Client) -> None:
    """Make the client found by what is required and spoken."""
    rows = client_facet_rows(client.id, {name: getattr(client, name) for name in CLIENT_KINDS})
    await _insert(write, ClientFacet, rows)


async def insert_words(write: Write, client: Client) -> None:
    """Make the client found by name."""
    await _insert(write, ClientWord, word_rows("client_id", client.id, client.name))


async def insert_unwanted(write: Write, client_id: str, provider_ids: Sequence[str]) -> None:
    """Keep the providers to whom the client must not be given."""
    rows = [{"client_id": client_id, "provider_id": each} for each in sorted(set(provider_ids))]
    await _insert(write, client_do_not_match, rows)


async def insert_windows(write: Write, client_id: str, windows: Sequence[Window]) -> None:
    """Keep the weekly times at which the client can come, in the order given."""
    rows = [
        {"client_id": client_id, "position": at, "weekday": each.weekday, "starts": each.starts, "ends": each.ends}
        for at, each in enumerate(windows)
    ]
    await _insert(write, ClientWindow, rows)


async def clear(write: Write, target: type[Base] | Table, client_id: str) -> None:
    """Remove the client's rows of one kind, before they are inserted anew."""
    table = target if isinstance(target, Table) else target.__table__
    await write.unit.session.execute(delete(target).where(table.c.client_id == client_id))


async def _insert(write: Write, target: type[Base] | Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await write.unit.session.execute(insert(target), rows)
