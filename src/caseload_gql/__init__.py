"""caseload-gql: a behavioural-health practice sees its caseload and hands out its clients."""

__version__ = "0.1.0"
