"""What a request shows of itself: its cookie or bearer token, and whether it comes from our own pages."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from caseload_gql.identity.by_headers import shown_headers
from caseload_gql.identity.identified import Credential
from caseload_gql.settings import Settings

COOKIE: Final = "caseload_session"
REQUEST_HEADER: Final = "X-Caseload-Request"
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="caseload"'}


def headers_of(connection: HTTPConnection) -> dict[str, str]:
    """The headers by their names in small letters, read once; of two of one name the first."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(connection.scope["headers"])}


def credential_of(
    connection: HTTPConnection, headers: Mapping[str, str], identity_headers: frozenset[str]
) -> Credential | None:
    """The bearer token, else the session cookie, else the headers that plugins identify people by; None without any.

    Also where the header ``Authorization`` is of another scheme, there is none.
    """
    header = headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        return Credential("token", secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
    secret = connection.cookies.get(COOKIE, "")
    return Credential("session", secret) if secret else shown_headers(headers, identity_headers)


def from_our_pages(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a form was posted from one of our own pages, as far as the browser says.

    Browsers that send ``Sec-Fetch-Site`` are believed by it; others by ``Origin``; programs send neither.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    ours = {connection.headers.get("host", "")}
    if settings.public_url is not None:
        ours.add(urlsplit(settings.public_url).netloc)
    return urlsplit(origin).netloc.lower() in {host.lower() for host in ours if host}


def set_session_cookie(response: Response, connection: HTTPConnection, settings: Settings, secret: str) -> None:
    """Give the browser its session; scripts cannot read it, and other sites' forms do not send it."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_hours * 3600,
        path="/",
        secure=_is_https(connection, settings),
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, connection: HTTPConnection, settings: Settings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, path="/", secure=_is_https(connection, settings), httponly=True, samesite="lax")


def _is_https(connection: HTTPConnection, settings: Settings) -> bool:
    public = settings.public_url or ""
    return connection.url.scheme == "https" or public.startswith("https://")
