"""Ids of clients to ask for: drawn among all that a viewer may see, the same for every server."""

from typing import Final

import asyncpg

from benchmarks.contestants import EVERYONE, SUPERVISOR

#: More than any cache of a server holds by accident, few enough to send along.
MANY: Final = 1_000

_ALL: Final = "SELECT id FROM client ORDER BY md5(id) LIMIT $1"
_OF_A_SUPERVISOR: Final = """
SELECT client.id
FROM assignment
JOIN client ON client.id = client_id
JOIN provider ON provider.id = provider_id
JOIN user_team USING (team_id)
WHERE ended_at IS NULL AND NOT coalesce(attributes ->> 'vip' IN ('true', '1'), false)
ORDER BY md5(client.id)
LIMIT $1
"""


async def client_ids(postgres_url: str) -> dict[str, list[str]]:
    """Ids by viewer."""
    connection = await asyncpg.connect(postgres_url)
    try:
        return {
            viewer: [row["id"] for row in await connection.fetch(statement, MANY)]
            for viewer, statement in ((EVERYONE, _ALL), (SUPERVISOR, _OF_A_SUPERVISOR))
        }
    finally:
        await connection.close()
