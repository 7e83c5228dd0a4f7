"""A server that is killed without warning and started again, and callers who go on as if nothing had happened."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

#: Remembers each event that it was told of.
LISTENER: Final = """
from caseload_gql.plugins import Plugin, hookimpl

PLUGIN = Plugin("listener", api=">=1,<2")


@hookimpl
async def after_assignment(request):
    await request.store.put(f"event-{request.event_number}", True)
"""


@dataclass
class Mortal:
    """A server of two workers, and how often it has been started."""

    url: str
    plugins: Path
    drawn: random.Random
    starts: int = 0
    address: str = ""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    process: "subprocess.Popen[str] | None" = None

    async def start(self) -> None:
        """Start it, and tell those who wait for it."""
        line = await asyncio.to_thread(self._begin)
        async with self.changed:
            self.address = line.split()[-1]
            self.starts += 1
            self.changed.notify_all()

    def _begin(self) -> str:
        arguments = ["serve", "--database-url", self.url, "--port", "0", "--workers", "2"]
        command = [sys.executable, "-m", "caseload_gql", *arguments, "--plugins-dir", str(self.plugins)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def kill(self) -> None:
        """Kill every process of it at once, as a machine that loses its power does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    async def another(self, since: int) -> None:
        """Wait until it was started again."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.starts > since)


@dataclass
class Caller:
    """Sends mutations one by one, each under a key, again and again until it is answered."""

    server: Mortal
    token: str
    name: str
    answered: "asyncio.Queue[None]"
    #: What was sent and what was answered.
    acknowledged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(headers={"Authorization": f"Bearer {self.token}"}, timeout=60)

    async def send(self, mutation: str, selection: str, **given: object) -> dict[str, Any]:
        """One mutation's payload."""
        kind = mutation[0].upper() + mutation[1:]
        query = (
            f"mutation Go($input: {kind}Input!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ code }} }} }}"
        )
        given["idempotencyKey"] = f"{self.name}-{len(self.acknowledged)}"
        while True:
            starts = self.server.starts
            try:
                asked = {"query": query, "variables": {"input": given}}
                response = await self.client.post(f"{self.server.address}/graphql", json=asked)
            except httpx.TransportError:
                await self.server.another(starts)
                continue
            answer = response.json()
            assert "errors" not in answer, answer
            payload: dict[str, Any] = answer["data"][mutation]
            assert payload["userErrors"] == [], payload
            self.acknowledged.append((mutation, payload))
            self.answered.put_nowait(None)
            return payload

    async def tell(self, stories: int, providers: Sequence[str]) -> None:
        """So many stories of five mutations: a client comes, is given to two providers in turn, and leaves."""
        for _ in range(stories):
            admitted = await self.send("admitClient", "client { id }", name="A Person", insuranceStatus="VERIFIED")
            client_id = admitted["client"]["id"]
            shown = "assignment { id }"
            await self.send("assignClient", shown, clientId=client_id, providerId=providers[0])
            await self.send("returnClientToPool", "poolEntry { id }", clientId=client_id)
            await self.send("assignClient", shown, clientId=client_id, providerId=providers[1])
            await self.send("dischargeClient", "client { id status }", clientId=client_id)
        await self.client.aclose()


async def kill_now_and_then(server: Mortal, answered: "asyncio.Queue[None]", times: int, between: range) -> None:
    """Kill the server at a random moment after so many answers, and start it again."""
    for _ in range(times):
        for _ in range(server.drawn.choice(between)):
            await answered.get()
        server.kill()
        await server.start()


@asynccontextmanager
async def mortal(url: str, folder: Path, seed: int) -> AsyncIterator[Mortal]:
    """A server that is started, and ended at last."""
    plugins = folder / "plugins"
    plugins.mkdir(mode=0o700)
    (plugins / "listener.py").write_text(LISTENER, encoding="utf-8")
    server = Mortal(url, plugins, random.Random(seed))  # noqa: S311  # no secret
    await server.start()
    try:
        yield server
    finally:
        server.kill()
