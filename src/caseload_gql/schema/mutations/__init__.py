"""The root of every write: input to command, use case, payload read afresh."""

import strawberry

from caseload_gql.schema.mutations.clients import ClientMutations
from caseload_gql.schema.mutations.practice import PracticeMutations
from caseload_gql.schema.mutations.providers import ProviderMutations
from caseload_gql.schema.mutations.users import UserMutations


@strawberry.type(description="What can be changed. Each change is one transaction, and is recorded.")
class Mutation(ClientMutations, ProviderMutations, PracticeMutations, UserMutations):
    """The write side of the API."""
