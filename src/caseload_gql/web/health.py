"""Health: whether the process lives, and whether it can answer (database and schema)."""

import asyncio
import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from caseload_gql.db import migrate
from caseload_gql.errors import CaseloadError
from caseload_gql.web.protocols import AppParts

_log = logging.getLogger("caseload.health")
#: Seconds a probe waits for the database.
PATIENCE: Final = 5.0


async def live(request: Request) -> Response:
    """The process answers."""
    del request
    return JSONResponse({"status": "live"})


class Readiness:
    """Answers ``/health/ready``."""

    def __init__(self, parts: AppParts) -> None:
        """Takes the parts of the app."""
        self._url = parts.settings.database_url

    async def __call__(self, request: Request) -> Response:
        """200 when the database answers with the schema this version knows, else 503 with the reason."""
        del request
        reason = await self._reason()
        if reason is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "reason": reason}, 503)

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
