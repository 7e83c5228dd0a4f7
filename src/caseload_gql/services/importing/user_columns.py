"""The columns of the file of people: how each is read, and what its help says of it."""

from typing import Final

from caseload_gql.domain.person import clean_email
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.services.importing import cells
from caseload_gql.services.importing.columns import Column

USER_KEY: Final = "email"

USER_COLUMNS: Final = (
    Column(USER_KEY, clean_email, "Whose line it is. An email that is known updates.", needed=True),
    Column("name", cells.text(200), "Full name; needed for a new person.", needed=True),
    Column("account_role", cells.word(AccountRole), "CEO, ADMIN, SUPPORT_STAFF or STAFF.", needed=True),
    Column("company_roles", cells.items, "List, such as supervisor|qmhp.", cleared=()),
    Column("teams", cells.names, "List of the teams the person leads, by name. They must be there.", cleared=()),
    Column("provider_external_id", cells.text(200), "The provider the person is: external id, name or id."),
    Column("disabled", cells.yes_no, "yes or no; no if empty.", cleared=False),
)
