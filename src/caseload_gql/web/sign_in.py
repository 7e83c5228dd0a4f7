"""Signing in by a one-time link, whose page's button consumes it by POST, and signing out."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from caseload_gql.errors import Unauthenticated
from caseload_gql.identity.identified import Credential, Identified
from caseload_gql.identity.links import Refusal, SignIn, consume_link, link_state
from caseload_gql.identity.sessions import end_session
from caseload_gql.web.credentials import (
    COOKIE,
    clear_session_cookie,
    credential_of,
    from_our_pages,
    headers_of,
    set_session_cookie,
)
from caseload_gql.web.pages import (
    GRAPHIQL_PATH,
    HOME_PATH,
    SignedIn,
    graphiql_page,
    home_page,
    link_refused_page,
    notice_page,
    sign_in_page,
    signed_out_page,
)
from caseload_gql.web.protocols import AppParts

SIGN_IN_ROUTE: Final = "/sign-in/{secret}"
GRAPHIQL_ACTION: Final = "graphiql:use"
#: Our own forms must say where they come from, which the stricter ``no-referrer`` would hide.
_OWN_ORIGIN: Final = {"Referrer-Policy": "same-origin"}


class Doors:
    """The pages that depend on who looks at them."""

    def __init__(self, parts: AppParts) -> None:
        """Takes the parts of the app."""
        self._parts = parts

    async def home(self, request: Request) -> Response:
        """What this is and where to sign in; to those who are signed in, of which practice."""
        identified = await self._who(request)
        if identified is None:
            return _page(home_page(None, None))
        return _page(home_page(identified.practice.name, self._person(identified)))

    async def graphiql(self, request: Request) -> Response:
        """GraphiQL, for those who may use it; others read what to do."""
        identified = await self._who(request)
        if identified is None:
            return _page(notice_page("Sign in first", "GraphiQL needs you to sign in: open your sign-in link."), 401)
        person = self._person(identified)
        if not person.may_use_graphiql:
            message = (
                "Your role does not include GraphiQL. Ask the person who administers Caseload if you need it; "
                "programs use a bearer token."
            )
            return _page(notice_page("GraphiQL is not open to you", message), 403)
        return _page(graphiql_page(person))

    async def show_link(self, request: Request) -> Response:
        """The page of a link; looking at it spends nothing."""
        secret = request.path_params["secret"]
        state = await link_state(self._parts.database, secret)
        return _page(sign_in_page(secret)) if state == "open" else _refused(state)

    async def use_link(self, request: Request) -> Response:
        """Consume a link and open a session."""
        if not from_our_pages(request, self._parts.settings):
            return _foreign()
        hours = self._parts.settings.session_hours
        result = await consume_link(self._parts.database, request.path_params["secret"], session_hours=hours)
        if not isinstance(result, SignIn):
            return _refused(result)
        identified = await self._parts.identifier.identify(Credential("session", result.session.secret), fresh=True)
        then = GRAPHIQL_PATH if self._parts.may(identified.actor, GRAPHIQL_ACTION) else HOME_PATH
        response = RedirectResponse(then, 303)
        set_session_cookie(response, request, self._parts.settings, result.session.secret)
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session of this browser."""
        if not from_our_pages(request, self._parts.settings):
            return _foreign()
        secret = request.cookies.get(COOKIE)
        if secret:
            await end_session(self._parts.database, secret)
        response = _page(signed_out_page())
        clear_session_cookie(response, request, self._parts.settings)
        return response

    async def _who(self, request: Request) -> Identified | None:
        credential = credential_of(request, headers_of(request), self._parts.identifier.identity_headers)
        if credential is None:
            return None
        try:
            return await self._parts.identifier.identify(credential, fresh=True)
        except Unauthenticated:
            return None

    def _person(self, identified: Identified) -> SignedIn:
        return SignedIn(identified.actor.name, self._parts.may(identified.actor, GRAPHIQL_ACTION))


def _page(html: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status, _OWN_ORIGIN)


def _refused(reason: Refusal) -> Response:
    return _page(link_refused_page(reason), 404 if reason == "unknown" else 410)


def _foreign() -> Response:
    message = "This form was sent from another site, so nothing was done. Open the page here and try again."
    return _page(notice_page("Sent from another site", message), 403)
