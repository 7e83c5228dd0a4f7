"""An import beside people at work: nobody fails, nobody's change is lost, and the audit is whole."""

import asyncio
from pathlib import Path
from typing import Final

from sqlalchemy import select

from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import Client
from caseload_gql.errors import UserErrorCode
from caseload_gql.services.commands import AssignClient, UpdateClient
from caseload_gql.services.importing.importer import Paths, import_practice, read_files
from tests.cli.conftest import Shell
from tests.cli.test_exporting import on
from tests.services.practice import SmallPractice, codes

CLIENTS: Final = 1_200


def test_people_who_change_clients_while_an_import_runs_wait_for_it_and_are_served(
    shell: Shell, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "clients.csv"
    lines = (f"C{at},Client {at},2026-01-05,VERIFIED,Payer {at}" for at in range(CLIENTS))
    path.write_text("external_id,name,intake_date,insurance_status,payer\n" + "\n".join(lines), encoding="utf-8")

    async def work(database: Database) -> None:
        practice, importing = SmallPractice(database), open_database(database_url)
        await practice.team("north")
        await practice.provider("ana", capacity=100)
        for at in range(8):
            await practice.waiting(f"c{at}", external_id=f"C{at}")
        desk = await practice.desk()
        begun = asyncio.Event()
        files = read_files(Paths(clients=path))

        async def change(at: int) -> list[UserErrorCode]:
            await begun.wait()
            command = AssignClient(f"cli_c{at}", "prv_ana") if at % 2 else UpdateClient(f"cli_c{at}", name=f"Anew {at}")
            return codes(await desk.do(command))

        def progress(count: int) -> None:
            del count
            begun.set()

        importer = import_practice(importing, files, progress, rules=(), plugin_seconds=1)
        _, *answers = await asyncio.gather(importer, *(change(at) for at in range(8)))
        await importing.close()
        assert answers == [[]] * 8
        names = await database.rows(select(Client.name, Client.payer).order_by(Client.external_id).limit(2))
        assert [tuple(row) for row in names] == [("Anew 0", "Payer 0"), ("Client 1", "Payer 1")]

    on(database_url, work)
    assert shell("audit", "verify")[0] == 0
    assert shell("db", "check")[0] == 0
