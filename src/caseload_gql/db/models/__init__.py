"""Every table of the practice's database, one idea a file."""

from caseload_gql.db.models.access import AccessEpoch, ApiToken, LoginSession, SignInLink
from caseload_gql.db.models.access_log import ClientRead
from caseload_gql.db.models.assignment import Assignment
from caseload_gql.db.models.base import Base
from caseload_gql.db.models.client import Client, ClientFacet, ClientWindow, ClientWord, client_do_not_match
from caseload_gql.db.models.earlier import EarlierTerms, EarlierWeight
from caseload_gql.db.models.event import AuditCheckpoint, EventCounter, EventRow
from caseload_gql.db.models.idempotency import IdempotencyKey
from caseload_gql.db.models.place import Location, Team
from caseload_gql.db.models.plugin import PluginDelivery, PluginValue
from caseload_gql.db.models.pool_entry import PoolEntry
from caseload_gql.db.models.practice import Practice
from caseload_gql.db.models.provider import (
    Provider,
    ProviderFacet,
    ProviderLeave,
    ProviderWindow,
    ProviderWord,
    provider_location,
)
from caseload_gql.db.models.user import User, UserWord, Viewer, user_team

__all__ = [
    "AccessEpoch",
    "ApiToken",
    "Assignment",
    "AuditCheckpoint",
    "Base",
    "Client",
    "ClientFacet",
    "ClientRead",
    "ClientWindow",
    "ClientWord",
    "EarlierTerms",
    "EarlierWeight",
    "EventCounter",
    "EventRow",
    "IdempotencyKey",
    "Location",
    "LoginSession",
    "PluginDelivery",
    "PluginValue",
    "PoolEntry",
    "Practice",
    "Provider",
    "ProviderFacet",
    "ProviderLeave",
    "ProviderWindow",
    "ProviderWord",
    "SignInLink",
    "Team",
    "User",
    "UserWord",
    "Viewer",
    "client_do_not_match",
    "provider_location",
    "user_team",
]
