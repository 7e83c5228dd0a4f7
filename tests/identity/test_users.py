"""Adding, listing, disabling and enabling people."""

from functools import partial

import pytest
from sqlalchemy import insert, select

from caseload_gql.db.engine import Database
from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import EventRow, Team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.author import Author
from caseload_gql.identity.users import NewUser, add_user, disable_user, enable_user, find_enabled_user_id, list_users


@pytest.mark.usefixtures("user_id")
@pytest.mark.parametrize("email", ["ada@demo.example", " ADA@demo.example ", "no at sign", "a@b\x00", "@", "a b@c", ""])
async def test_a_taken_or_malformed_email_is_refused(database: Database, author: Author, email: str) -> None:
    with pytest.raises(InvalidValue):
        await database.write(lambda unit: add_user(unit, NewUser(email, "Somebody"), author))
    assert len(await list_users(database)) == 1


async def test_an_unknown_team_or_provider_is_refused_and_nothing_is_added(database: Database, author: Author) -> None:
    for new in (
        NewUser("x@demo.example", "X", teams=("nowhere",)),
        NewUser("x@demo.example", "X", provider="nobody"),
        NewUser("x@demo.example", "X", company_roles=("Not A Role",)),
    ):

        async def add(unit: UnitOfWork, new: NewUser = new) -> object:
            return await add_user(unit, new, author)

        with pytest.raises(InvalidValue):
            await database.write(add)
    assert await list_users(database) == []


async def test_a_person_is_added_with_a_team_named_in_any_case(database: Database, author: Author) -> None:
    team_id = fresh_id("tem")
    await database.write(
        lambda unit: unit.session.execute(insert(Team).values(id=team_id, name="Élan", name_key="elan"))
    )
    new = NewUser("sup@demo.example", "Sup Ervisor", AccountRole.STAFF, ("supervisor",), ("ELAN",))
    await database.write(lambda unit: add_user(unit, new, author))
    [person] = await list_users(database)
    assert (person.teams, person.company_roles, person.disabled) == (("Élan",), ("supervisor",), False)


async def test_adding_and_disabling_stand_in_the_audit_once(database: Database, user_id: str, author: Author) -> None:
    for _ in range(2):
        await database.write(lambda unit: disable_user(unit, "ada@demo.example", author))
    async with database.read() as connection:
        types = list(await connection.scalars(select(EventRow.type).order_by(EventRow.number)))
    assert types == ["USER_ADDED", "USER_DISABLED"]
    [person] = await list_users(database)
    assert (person.id, person.disabled) == (user_id, True)
    with pytest.raises(InvalidValue, match="disabled"):
        await database.write(lambda unit: find_enabled_user_id(unit, "ada@demo.example"))


async def test_enabling_lets_in_again_once_and_stands_in_the_audit(
    database: Database, user_id: str, author: Author
) -> None:
    for change in (enable_user, disable_user, enable_user, enable_user):
        await database.write(partial(change, email=" ADA@demo.example", author=author))
    async with database.read() as connection:
        types = list(await connection.scalars(select(EventRow.type).order_by(EventRow.number)))
    assert types == ["USER_ADDED", "USER_DISABLED", "USER_ENABLED"]
    assert await database.write(lambda unit: find_enabled_user_id(unit, "ada@demo.example")) == user_id


async def test_disabling_nobody_says_so(database: Database, author: Author) -> None:
    with pytest.raises(InvalidValue, match="no user"):
        await database.write(lambda unit: disable_user(unit, "nobody@demo.example", author))
