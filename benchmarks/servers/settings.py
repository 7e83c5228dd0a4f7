"""What a peer is told by the environment, as its workers are processes that inherit nothing else."""

import os
from dataclasses import dataclass
from typing import Final

DATABASE_URL: Final = "PEER_DATABASE_URL"
CONNECTIONS: Final = "PEER_CONNECTIONS"


@dataclass(frozen=True, slots=True)
class PeerSettings:
    """The database, and how many connections a worker may hold."""

    database_url: str
    connections: int

    @property
    def engine_url(self) -> str:
        """The database as SQLAlchemy's asyncpg dialect is told of it."""
        return self.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)


def peer_settings() -> PeerSettings:
    """The settings in the environment."""
    return PeerSettings(os.environ[DATABASE_URL], int(os.environ[CONNECTIONS]))
