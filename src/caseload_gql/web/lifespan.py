"""A worker that cannot start says why in one sentence."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caseload_gql.errors import CaseloadError


class StartProblemMiddleware:
    """Tells the server why the app does not start: the sentence of the error instead of a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the failure of a start, which is told when its error is known."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def hold(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold)
        except BaseException as error:
            for message in failed:
                await send({**message, "message": _sentence(error)})
            raise


def _sentence(error: BaseException) -> str:
    """What the error says, if it was foreseen; of another its type only, as it could quote anything."""
    return str(error) if isinstance(error, CaseloadError) else f"The start failed: {type(error).__name__}."
