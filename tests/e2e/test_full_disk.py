"""A disk that is full: changes are refused with a code that says so, reads go on, and room brings everything back."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from caseload_gql.db.access_log import reads_of
from caseload_gql.db.engine import open_database
from caseload_gql.db.migrate import upgrade
from caseload_gql.db.models import Client, EventRow
from tests.e2e.race import served, token_of_an_administrator
from tests.services.practice import SmallPractice

ADMIT = """
mutation Admit($input: AdmitClientInput!) { admitClient(input: $input) { client { id } userErrors { code } } }
"""
CHART = "query Chart { clients(first: 1) { nodes { id name } } }"
UNWRITTEN = "the access log could not be written: StorageFull"
NOTE = "x" * 2_000


@asynccontextmanager
async def small_disk(at: Path, megabytes: int) -> AsyncIterator[Path]:
    """A file system of its own, of few megabytes; left out where nobody may mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at)]
    if (await asyncio.to_thread(subprocess.run, mount, capture_output=True, check=False)).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        yield at
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", str(at)], check=True)


async def _send(caller: httpx.AsyncClient, query: str, **given: object) -> dict[str, Any]:
    response = await caller.post("/graphql", json={"query": query, "variables": given})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.timeout(300)
async def test_a_full_disk_refuses_changes_by_code_lets_reads_go_on_and_recovers(tmp_path: Path) -> None:
    async with small_disk(tmp_path, megabytes=8) as disk:
        url = f"sqlite:///{disk}/practice.db"
        await asyncio.to_thread(upgrade, url)
        token = await asyncio.to_thread(token_of_an_administrator, url)
        with (tmp_path.parent / "errors").open("w+") as errors, served(url, workers=1, errors=errors) as address:
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as caller:
                await _send(caller, ADMIT, input={"name": "A Person", "insuranceStatus": "VERIFIED"})
                admitted = 1 + await _fill(caller, disk)
                pool = await _send(caller, "{ pool { totalCount } }")
                assert pool["data"]["pool"]["totalCount"] == admitted
                (client,) = (await _send(caller, CHART))["data"]["clients"]["nodes"]
                while UNWRITTEN not in Path(errors.name).read_text("utf-8"):  # noqa: ASYNC110, ASYNC240  # a log file
                    await asyncio.sleep(0.1)
                (disk / "filler").unlink()
                again = await _send(caller, ADMIT, input={"name": "A Person", "insuranceStatus": "VERIFIED"})
                assert again["data"]["admitClient"]["userErrors"] == []
        practice = SmallPractice(open_database(url))
        assert len(await practice.rows(Client)) == admitted + 1
        assert len(await practice.rows(EventRow, type="CLIENT_ADMITTED")) == admitted + 1
        # What was read while nothing could be written is in the log all the same.
        assert {each.operation for each in await reads_of(practice.database, client["id"])} == {"Admit", "Chart"}
        await practice.database.close()


async def _fill(caller: httpx.AsyncClient, disk: Path) -> int:
    """Take what room there is, then admit clients until one is refused; how many were admitted."""
    (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free))
    admitted = 0
    while True:
        answer = await _send(caller, ADMIT, input={"name": "A Person", "insuranceStatus": "VERIFIED", "note": NOTE})
        if "errors" in answer:
            (error,) = answer["errors"]
            assert error["extensions"] == {"code": "STORAGE_FULL"}
            assert answer["data"] == {"admitClient": None}
            return admitted
        admitted += 1
