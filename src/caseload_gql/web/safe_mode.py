"""The app in safe mode: health, the doctor, and the same refusal for everything else. It knows of no plugin."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from caseload_gql.errors import ErrorCode
from caseload_gql.settings import Settings
from caseload_gql.web.credentials import headers_of
from caseload_gql.web.health import LIVE_PATH, READY_PATH, Health
from caseload_gql.web.negotiation import answer_type
from caseload_gql.web.pages import ASSETS_PATH, DOCTOR_PATH, GRAPHQL_PATH, assets_directory, doctor_page, notice_page
from caseload_gql.web.protocols import JSON
from caseload_gql.web.replies import error_reply
from caseload_gql.web.request_log import MaskMiddleware, RequestLogMiddleware
from caseload_gql.web.security_headers import SecurityHeadersMiddleware

_ANY_METHOD: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_SENTENCE: Final = "The server is in safe mode: it answers no operation until it is started without it."


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found of one part: whether it is well, and a sentence."""

    part: str
    ok: bool
    text: str


Examine = Callable[[], Sequence[Finding]]


def create_safe_app(settings: Settings, doctor_key: str, examine: Examine) -> Starlette:
    """The app. `examine` takes its time, and is called in a thread; its findings are shown to those with the key."""
    health = Health(settings)
    return Starlette(
        routes=[
            Route(LIVE_PATH, health.live),
            Route(READY_PATH, health.ready),
            Route(GRAPHQL_PATH, _no_operation, methods=_ANY_METHOD),
            Route(DOCTOR_PATH, _no_key),
            Route(DOCTOR_PATH + "/{key}", _Doctor(doctor_key, examine).answer),
            Mount(ASSETS_PATH, StaticFiles(directory=assets_directory()), name="assets"),
        ],
        middleware=[
            Middleware(RequestLogMiddleware),
            Middleware(SecurityHeadersMiddleware),
            Middleware(MaskMiddleware),
        ],
        exception_handlers={HTTPException: _closed},
    )


class _Doctor:
    """Examines once at a time: whoever comes meanwhile waits for an examination of their own."""

    def __init__(self, key: str, examine: Examine) -> None:
        self._key = key.encode()
        self._examine = examine
        self._one_at_a_time = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """A page for browsers, JSON for programs."""
        if not self._key or not secrets.compare_digest(request.path_params["key"].encode(), self._key):
            return await _no_key(request)
        async with self._one_at_a_time:
            findings = await asyncio.to_thread(self._examine)
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(doctor_page([(each.part, each.ok, each.text) for each in findings]))
        parts = [{"part": each.part, "ok": each.ok, "text": each.text} for each in findings]
        return JSONResponse({"mode": "safe", "ok": all(each.ok for each in findings), "parts": parts})


async def _no_operation(request: Request) -> Response:
    media_type = answer_type(headers_of(request).get("accept")) or JSON
    return error_reply(503, ErrorCode.SAFE_MODE, _SENTENCE, media_type=media_type)


async def _no_key(request: Request) -> Response:
    del request
    message = "The doctor's address holds a key: open the one that the server printed at its start."
    return HTMLResponse(notice_page("The doctor needs its key", message), 401)


async def _closed(request: Request, error: Exception) -> Response:
    """Every other address; the answer is the same, so that nothing depends on what would be there."""
    del request, error
    return HTMLResponse(notice_page("The server is in safe mode", _SENTENCE), 503)
