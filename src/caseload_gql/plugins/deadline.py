"""Waiting for a plugin no longer than it may take."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, answering: Coroutine[Any, Any, T]) -> T:
    """What is answered. Raises `TimeoutError` when the seconds are over, even if the plugin will not be cancelled.

    `asyncio.timeout` would wait for a plugin that swallows its cancellation for as long as that likes.
    """
    task = asyncio.create_task(answering)
    # What a task fails with when nobody waits for it any more could hold client data: it is not to be logged.
    task.add_done_callback(_retrieved)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        # One turn of the loop, in which a plugin that can be cancelled ends, and its fault is counted.
        await asyncio.sleep(0)
        raise TimeoutError
    if task.cancelled():
        # It was the plugin's own doing: whoever waits for it is not to be cancelled by that.
        message = "it cancelled itself"
        raise RuntimeError(message)
    return task.result()


def _retrieved(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled():
        task.exception()
