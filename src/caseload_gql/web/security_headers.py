"""ASGI middleware that gives every answer its security and caching headers; HSTS is the proxy's to send."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caseload_gql.web.pages import ASSETS_PATH, GRAPHIQL_PATH

LOCKED: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
GRAPHIQL: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_ALWAYS: Final = tuple((name.lower().encode(), value.encode()) for name, value in ALWAYS.items())
KEEP_FOR_GOOD: Final = "public, max-age=31536000, immutable"
ASK_EACH_TIME: Final = "no-cache"
KEEP_NOTHING: Final = "no-store"
FOUND: Final = frozenset({200, 206, 304})


class SecurityHeadersMiddleware:
    """Adds the headers to HTTP answers. A header that the answer already has is left as it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Wraps `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request; WebSockets and the lifespan pass through untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = dict(message["headers"])
                content_type = given.get(b"content-type", b"").decode("latin-1")
                policy = content_policy(scope["path"], content_type)
                cache = caching(scope["path"], scope["query_string"], message["status"])
                wanted = (*_ALWAYS, (b"content-security-policy", policy.encode()), (b"cache-control", cache.encode()))
                message["headers"] = [*message["headers"], *(each for each in wanted if each[0] not in given)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def content_policy(path: str, content_type: str) -> str:
    """What a browser may load for this answer: data nothing, pages our styles, GraphiQL our scripts too."""
    if not content_type.startswith("text/html"):
        return LOCKED
    return GRAPHIQL if path.rstrip("/") == GRAPHIQL_PATH else PAGE


def caching(path: str, query: bytes, status: int) -> str:
    """Pages and data are never kept; assets are, for good where the address holds their version."""
    if not path.startswith(f"{ASSETS_PATH}/") or status not in FOUND:
        return KEEP_NOTHING
    return KEEP_FOR_GOOD if query.startswith(b"v=") else ASK_EACH_TIME
