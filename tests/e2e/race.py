"""The race for the last slot: fifty clients, four workers, real HTTP."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import httpx

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Client, PoolEntry, Provider
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus, PoolReason
from tests.services.practice import SmallPractice, days_ago

ASSIGN = """
mutation Assign($input: AssignClientInput!) {
  assignClient(input: $input) {
    assignment { id }
    provider { id }
    userErrors { code path gate { code } }
  }
}
"""
PROVIDER = "query One($id: ID!) { provider(id: $id) { capacity load caseloadCount loadStatus openSlots overBy } }"


async def fill(url: str, rounds: int, rivals: int) -> None:
    """A provider with one slot for each round, and the rivals who want it."""
    database = open_database(url)
    practice = SmallPractice(database)
    await practice.team("north")
    for at in range(rounds):
        await practice.add(
            Provider(id=f"prv_{at}", name=f"Provider {at}", name_key=f"provider {at}", team_id="tem_north", capacity=1),
            *(_client(f"{at}_{rival}") for rival in range(rivals)),
            *(_entry(f"{at}_{rival}") for rival in range(rivals)),
        )
    await database.close()


def _client(name: str) -> Client:
    return Client(
        id=f"cli_{name}",
        name=f"Client {name}",
        name_key=f"client {name}",
        status=ClientStatus.WAITING,
        intake_date=days_ago(30).date(),
        insurance_status=InsuranceStatus.VERIFIED,
    )


def _entry(name: str) -> PoolEntry:
    return PoolEntry(
        id=f"pen_{name}",
        client_id=f"cli_{name}",
        reason=PoolReason.NEW_INTAKE,
        entered_at=days_ago(30),
        entered_on=days_ago(30).date(),
    )


def token_of_an_administrator(url: str) -> str:
    """Add a person and make a bearer token, with the commands that people use."""
    _caseload(url, "user", "add", "race@demo.example", "--name", "Race", "--account-role", "ADMIN")
    return _caseload(url, "token", "create", "--user", "race@demo.example").splitlines()[-1]


def _caseload(url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "caseload_gql", *arguments, "--database-url", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@contextmanager
def served(url: str, workers: int, errors: IO[str] | None = None) -> Iterator[str]:
    """A server of several workers; yields its address, and ends it by SIGTERM. Its log goes to `errors`."""
    command = [sys.executable, "-m", "caseload_gql", "serve", "--database-url", url, "--port", "0"]
    command += ["--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()
        assert process.wait(timeout=60) == 0
    finally:
        if process.poll() is None:
            # A worker that is still starting keeps the output open for a moment more.
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


async def ask(client: httpx.AsyncClient, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """One operation's data; any answer but 200 without errors fails the test."""
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


async def race(address: str, token: str, number: int, rivals: int) -> list[dict[str, Any]]:
    """Fifty callers, each with a connection of its own, assign fifty clients to one provider at the same time."""
    headers = {"Authorization": f"Bearer {token}"}
    callers = [httpx.AsyncClient(base_url=address, headers=headers, timeout=60) for _ in range(rivals)]
    try:
        answers = await asyncio.gather(
            *(
                ask(each, ASSIGN, {"input": {"clientId": f"cli_{number}_{rival}", "providerId": f"prv_{number}"}})
                for rival, each in enumerate(callers)
            )
        )
        return [answer["assignClient"] for answer in answers]
    finally:
        await asyncio.gather(*(each.aclose() for each in callers))
