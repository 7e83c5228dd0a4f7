"""Providers ranked for a client, with the reasons."""

from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from caseload_gql.ranking.result import RankedMatch
from caseload_gql.schema.entities import entity
from caseload_gql.schema.gate import Gate
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import behind_python

if TYPE_CHECKING:
    from caseload_gql.schema.types.client import Client
    from caseload_gql.schema.types.provider import Provider


@strawberry.type(description="What one scorer said of a client and a provider.")
class ScoreContribution:
    """A part of the score."""

    scorer: str = strawberry.field(description="The scorer's name.")
    raw: float | None = strawberry.field(description="Its score, 0 to 1; null where it abstains for want of facts.")
    weight: float = strawberry.field(description="How much it counts beside the others.")
    contribution: float = strawberry.field(description="What it adds to the total.")
    because: str = strawberry.field(description="Why, in one sentence.")


@strawberry.type(description="A provider considered for a client.")
class Match:
    """A pair with its score and what stands in the way."""

    @behind_python("The client; null where you may not see the client.")
    @staticmethod
    async def client(
        source: strawberry.Parent[RankedMatch], info: RequestInfo
    ) -> Annotated["Client", strawberry.lazy("caseload_gql.schema.types.client")] | None:
        """Read the client in the level's one statement."""
        return cast("Client | None", await entity(info, "Client", source.client_id))

    @behind_python("The provider; null where you may not see the provider.")
    @staticmethod
    async def provider(
        source: strawberry.Parent[RankedMatch], info: RequestInfo
    ) -> Annotated["Provider", strawberry.lazy("caseload_gql.schema.types.provider")] | None:
        """Read the provider in the level's one statement."""
        return cast("Provider | None", await entity(info, "Provider", source.provider_id))

    eligible: bool = strawberry.field(description="Whether every gate is passed.")
    score: float | None = strawberry.field(description="The fit, 0 to 1; null when every scorer abstains.")
    summary: str = strawberry.field(description="The match in one sentence.")

    @behind_python("What each scorer said. Counts as 10 nodes.")
    @staticmethod
    async def contributions(source: strawberry.Parent[RankedMatch]) -> list[ScoreContribution]:
        """Let scorers say why, once for the whole ranking."""
        return cast("list[ScoreContribution]", await source.explain())

    failed_gates: list[Gate] = strawberry.field(
        description="Every gate that was failed, not only the first. Counts as 10 nodes."
    )


@strawberry.type(description="Providers ranked for a client, best first.")
class MatchList:
    """A ranking."""

    matches: list[Match] = strawberry.field(description="The matches, best first; ineligible ones, if asked for, last.")
    degraded: list[str] = strawberry.field(description="Plugins that failed and were left out of this ranking.")
