"""People as they are listed, and rows as people name them."""

import pytest

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Provider, Team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.users import list_users
from caseload_gql.services.named import enabled_user_by_email, provider_by_name, team_by_name, user_by_email
from caseload_gql.services.user_commands import AddUser
from tests.people import operate, shut


async def _places(unit: UnitOfWork) -> None:
    unit.session.add_all([Team(id="tem_e", name="Élan", name_key="elan"), Team(id="tem_n", name="N", name_key="n")])
    unit.session.add_all([Team(id="tem_m", name="N", name_key="n")])
    unit.session.add(Provider(id="prv_p", name="Pia Ek", name_key="pia ek", external_id="P-7", capacity=5))
    await unit.session.flush()


async def test_people_are_listed_by_name_with_teams_and_provider(database: Database, user_id: str) -> None:
    await database.write(_places)
    roles = ("supervisor", "qmhp")
    new = AddUser("Ada Zhou", "AZ@demo.example ", AccountRole.STAFF, roles, ("tem_n", "tem_e", "tem_e"), "prv_p")
    await operate(database, new)
    people = await list_users(database)
    assert [each.name for each in people] == ["Ada Ngata", "Ada Zhou", "Bea Ochoa"]
    assert people[0].id == user_id
    zhou = people[1]
    assert (zhou.email, zhou.company_roles, zhou.teams) == ("az@demo.example", ("qmhp", "supervisor"), ("Élan", "N"))
    assert (zhou.provider, zhou.provider_key, zhou.last_seen_at) == ("Pia Ek", "P-7", None)


async def test_rows_are_found_as_people_name_them(database: Database, user_id: str) -> None:
    await database.write(_places)
    assert await user_by_email(database, " ADA@demo.example") == user_id
    assert await team_by_name(database, "ELAN") == await team_by_name(database, "tem_e") == "tem_e"
    assert {await provider_by_name(database, text) for text in ("pia EK", "P-7", "prv_p")} == {"prv_p"}
    for unknown in ("nowhere", "", "\0", "n"):
        with pytest.raises(InvalidValue, match="Name it by its id"):
            await team_by_name(database, unknown)
    with pytest.raises(InvalidValue, match="no user"):
        await user_by_email(database, "nobody@demo.example")
    await shut(database, "ada@demo.example")
    with pytest.raises(InvalidValue, match="disabled"):
        await enabled_user_by_email(database, "ada@demo.example")
