"""Health: whether the process lives, and whether it can answer (database and schema)."""

import asyncio
import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from caseload_gql.db import migrate
from caseload_gql.errors import CaseloadError
from caseload_gql.settings import Settings

_log = logging.getLogger("caseload.health")
LIVE_PATH: Final = "/health/live"
READY_PATH: Final = "/health/ready"
#: Seconds a probe waits for the database.
PATIENCE: Final = 5.0


class Health:
    """Answers ``/health/live`` and ``/health/ready``."""

    def __init__(self, settings: Settings) -> None:
        """In safe mode, both say so."""
        self._url = settings.database_url
        self._mode = {"mode": "safe"} if settings.safe_mode else {}

    async def live(self, request: Request) -> Response:
        """The process answers."""
        del request
        return JSONResponse({"status": "live", **self._mode})

    async def ready(self, request: Request) -> Response:
        """200 when the database answers with the schema this version knows, else 503 with the reason."""
        del request
        reason = await self._reason()
        if reason is None:
            return JSONResponse({"status": "ready", **self._mode})
        return JSONResponse({"status": "not ready", "reason": reason, **self._mode}, 503)

    async def _reason(self) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.to_thread(migrate.check, self._url)
        except CaseloadError as error:
            return str(error)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            _log.warning("database not ready", extra={"error_type": type(error).__name__})
            return "The database does not answer."
        return None
