"""The client's row as its admission says, the rows that stand beside it, and what the audit tells of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from caseload_gql.db.facets import CLIENT_KINDS, client_facet_rows, word_rows
from caseload_gql.db.models import Client, ClientFacet, ClientWindow, ClientWord, client_do_not_match
from caseload_gql.domain.text import sort_key
from caseload_gql.services.admission import Admission
from caseload_gql.services.beside import read_windows, replace_rows, window_rows
from caseload_gql.services.commands import AdmitClient, Window
from caseload_gql.services.windows import shown
from caseload_gql.services.write import Write


@dataclass(frozen=True, slots=True)
class Beside:
    """The lists of a client that are rows of their own: unwanted providers in order of id, and weekly windows."""

    unwanted: tuple[str, ...]
    windows: tuple[Window, ...]


def set_admission(client: Client, asked: AdmitClient, admission: Admission) -> None:
    """Write the admission into the row."""
    client.name = admission.name
    client.name_key = sort_key(admission.name)
    client.external_id = admission.external_id
    client.date_of_birth = admission.date_of_birth
    client.intake_date = admission.intake_date
    client.insurance_status = asked.insurance_status
    client.payer = admission.payer
    client.payer_key = None if admission.payer is None else sort_key(admission.payer)
    client.location_id = asked.location_id
    client.telehealth_ok = admission.telehealth_ok
    client.service_requirements = admission.service_requirements
    client.languages = admission.languages
    client.preferred_provider_id = asked.preferred_provider_id
    client.case_weight_hundredths = admission.weight_hundredths
    client.attributes = admission.attributes


def told_of(client: Client, beside: Beside) -> dict[str, object]:
    """What the audit compares, by the names of the API."""
    return {
        "name": client.name,
        "externalId": client.external_id,
        "dateOfBirth": client.date_of_birth,
        "intakeDate": client.intake_date,
        "insuranceStatus": client.insurance_status,
        "payer": client.payer,
        "locationId": client.location_id,
        "telehealthOk": client.telehealth_ok,
        "serviceRequirements": list(client.service_requirements),
        "languages": list(client.languages),
        "preferredProviderId": client.preferred_provider_id,
        "caseWeight": client.case_weight,
        "attributes": client.attributes,
        "doNotMatchProviderIds": list(beside.unwanted),
        "availability": shown(beside.windows),
    }


async def read_beside(write: Write, client_id: str) -> Beside:
    """The rows beside a client as they are."""
    unwanted = await write.unit.session.scalars(
        select(client_do_not_match.c.provider_id)
        .where(client_do_not_match.c.client_id == client_id)
        .order_by(client_do_not_match.c.provider_id)
    )
    return Beside(tuple(unwanted), await read_windows(write, ClientWindow, {"client_id": client_id}))


async def rewrite(write: Write, client: Client, changed: Iterable[str], after: Beside) -> None:
    """The rows beside the client, where they are others than before; `changed` names what is, as the audit does."""
    owner, names = {"client_id": client.id}, set(changed)
    if names & {"serviceRequirements", "languages"}:
        lists = {name: getattr(client, name) for name in CLIENT_KINDS}
        await replace_rows(write, ClientFacet, owner, client_facet_rows(client.id, lists))
    if "name" in names:
        await replace_rows(write, ClientWord, owner, word_rows("client_id", client.id, client.name))
    if "doNotMatchProviderIds" in names:
        rows = [{**owner, "provider_id": each} for each in after.unwanted]
        await replace_rows(write, client_do_not_match, owner, rows)
    if "availability" in names:
        await replace_rows(write, ClientWindow, owner, window_rows(owner, after.windows))
