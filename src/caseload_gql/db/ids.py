"""Fresh identifiers, drawn from the system's entropy."""

import secrets
from datetime import UTC, datetime

from caseload_gql.domain.ids import new_id


def fresh_id(prefix: str, at: datetime | None = None) -> str:
    """Make an id like ``cli_01J…``, ordered by its time (now, unless given)."""
    return new_id(prefix, at or datetime.now(UTC), secrets.token_bytes(10))
