"""The seven people who sign in to the demo."""

from dataclasses import dataclass
from typing import Final

from caseload_gql.db.facets import word_rows
from caseload_gql.db.models import User, UserWord, user_team
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.services.bulk import Rows
from caseload_gql.services.demo.cast import Cast
from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.history import Author
from caseload_gql.services.demo.providers import Places

DOMAIN: Final = "demo.example"
_JOINED_DAYS_AGO: Final = 800


@dataclass(frozen=True, slots=True)
class Person:
    """One of the seven. `works`: assigns clients in the history."""

    key: str
    name: str
    account_role: AccountRole
    company_roles: tuple[str, ...] = ()
    works: bool = False

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.key}@{DOMAIN}"


PEOPLE: Final = (
    Person("ceo", "Odalys Brennan", AccountRole.CEO),
    Person("admin", "Tadeusz Wren", AccountRole.ADMIN, works=True),
    Person("support", "Mireille Castellane", AccountRole.SUPPORT_STAFF, works=True),
    Person("supervisor", "Ama Thorvald", AccountRole.STAFF, ("supervisor",), works=True),
    Person("qmhp", "Ignacio Bellweather", AccountRole.STAFF, ("qmhp",)),
    Person("clinician", "Saoirse Lindqvist", AccountRole.STAFF),
    Person("billing", "Kofi Marchetti", AccountRole.STAFF),
)


def people_rows(draw: Draw, cast: Cast, places: Places) -> tuple[list[Author], Rows]:
    """The seven; the supervisor leads the first team, the clinician is the first provider."""
    rows, authors = Rows(), []
    joined = draw.morning(_JOINED_DAYS_AGO)
    for person in PEOPLE:
        user_id = draw.id("usr", joined)
        rows.add(
            User,
            id=user_id,
            name=person.name,
            name_key=sort_key(person.name),
            email=person.email,
            account_role=person.account_role,
            company_roles=list(person.company_roles),
            provider_id=cast.clinicians[0].id if person.key == "clinician" else None,
            disabled=False,
            last_seen_at=None,
        )
        rows.extend(UserWord, word_rows("user_id", user_id, f"{person.name} {person.email}"))
        if "supervisor" in person.company_roles:
            rows.add(user_team, user_id=user_id, team_id=places.team_ids[0])
        if person.works:
            authors.append(Author(user_id, person.name))
    return authors, rows
