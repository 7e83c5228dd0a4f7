"""One scorer at work: in a thread, so that it holds nobody up, and no longer than it may take."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

#: What a thread is called that a scorer works in.
THREAD_NAME: Final = "caseload-scorer"


class Lane(Generic[T]):
    """Runs what may stall. A call that is late is given up, though its thread can only be left to end by itself."""

    def __init__(self) -> None:
        """Nothing is running."""
        self._left: list[Future[T]] = []

    @property
    def is_held(self) -> bool:
        """Whether a call that was given up still runs."""
        self._left = [each for each in self._left if not each.done()]
        return bool(self._left)

    async def run(self, work: Callable[[], T], seconds: float) -> T:
        """What the work returns. Raises what it raises, `RuntimeError` where it tries to exit, and `TimeoutError`."""
        future: Future[T] = Future()
        # A thread of its own, and a daemon: one that never ends takes no place of others, and lets the worker end.
        threading.Thread(target=_carry_out, args=(work, future), name=THREAD_NAME, daemon=True).start()
        waiting = asyncio.wrap_future(future)
        # What a call fails with that was given up could hold client data: it is not to be logged.
        waiting.add_done_callback(_retrieved)
        try:
            done, _ = await asyncio.wait({waiting}, timeout=seconds)
        finally:
            if not future.done():
                self._left.append(future)
        if not done:
            raise TimeoutError
        return waiting.result()


def _retrieved(waiting: "asyncio.Future[Any]") -> None:
    if not waiting.cancelled():
        waiting.exception()


def _carry_out(work: Callable[[], T], future: "Future[T]") -> None:
    try:
        result = work()
    except Exception as error:  # noqa: BLE001  # told to whoever waits
        future.set_exception(error)
    except BaseException:  # noqa: BLE001  # an exit is one of the thread's only, and must not be silent
        future.set_exception(RuntimeError("it tried to exit"))
    else:
        future.set_result(result)
