"""Lines of an import on their way into the database while the next are made ready."""

import asyncio

import pytest

from caseload_gql.services.importing.writing import in_turns, writing


class Disk:
    """Takes pieces one by one, and fails at one that it is told to."""

    def __init__(self, failing: str = "") -> None:
        self.failing = failing
        self.writing = asyncio.Event()
        self.room = asyncio.Event()
        self.kept: list[str] = []

    async def keep(self, piece: str) -> None:
        """Wait for room, then keep a piece."""
        self.writing.set()
        await self.room.wait()
        if piece == self.failing:
            raise OSError(piece)
        self.kept.append(piece)


async def test_a_piece_is_written_while_the_next_is_made_ready_and_all_when_the_block_ends() -> None:
    disk = Disk()
    async with writing() as written:
        await written.begin(disk.keep("first"))
        seen = [number async for number in in_turns(range(25))]
        assert disk.writing.is_set()
        assert disk.kept == []
        disk.room.set()
        await written.begin(disk.keep("second"))
        assert disk.kept == ["first"]
    assert seen == list(range(25))
    assert disk.kept == ["first", "second"]


async def test_what_goes_wrong_with_a_piece_is_raised_and_nothing_more_is_begun() -> None:
    disk = Disk(failing="first")
    disk.room.set()

    async def make_ready() -> None:
        async with writing() as written:
            await written.begin(disk.keep("first"))
            await written.begin(disk.keep("second"))

    with pytest.raises(OSError, match="first"):
        await make_ready()
    assert disk.kept == []


async def test_what_goes_wrong_with_the_last_piece_is_raised_too() -> None:
    disk = Disk(failing="last")
    disk.room.set()
    with pytest.raises(OSError, match="last"):
        async with writing() as written:
            await written.begin(disk.keep("last"))


@pytest.mark.parametrize("failing", ["", "first"])
async def test_the_block_is_not_left_while_a_piece_is_written_whatever_else_went_wrong(failing: str) -> None:
    disk = Disk(failing)

    async def make_ready() -> None:
        async with writing() as written:
            await written.begin(disk.keep("first"))
            await disk.writing.wait()
            raise LookupError

    running = asyncio.create_task(make_ready())
    await disk.writing.wait()
    await asyncio.sleep(0)
    assert not running.done()
    disk.room.set()
    with pytest.raises(LookupError):
        await running
    assert disk.kept == ([] if failing else ["first"])


async def test_who_is_told_to_stop_lets_the_piece_be_written_first() -> None:
    disk = Disk()

    async def make_ready() -> None:
        async with writing() as written:
            await written.begin(disk.keep("first"))
            await written.settled()

    running = asyncio.create_task(make_ready())
    await disk.writing.wait()
    running.cancel()
    await asyncio.sleep(0)
    assert not running.done()
    disk.room.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert disk.kept == ["first"]
