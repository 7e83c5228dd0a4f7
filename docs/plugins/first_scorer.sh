#!/bin/sh
# From an empty folder to a scorer of one's own in the ranking. The argument is what pip is to install: a checkout of
# caseload-gql, or its wheel.
set -eu

python3 -m venv fresh
. fresh/bin/activate
pip install --quiet "$1" pytest mypy

caseload plugins new remote-visits --kind scorer
cd remote-visits
pytest -q                     # the tests that came with it, on a small practice in a temporary file
mypy --strict src tests       # it is typed throughout
caseload plugins check .      # it keeps the contract of plugins
cd ..
pip install --quiet ./remote-visits
caseload plugins list         # remote-visits is among them

export CASELOAD_DATABASE_URL=sqlite:///practice.db
caseload demo --providers 12 --clients 90
cat > matches.graphql <<'GRAPHQL'
{
  pool {
    entries(first: 5) {
      nodes { client { telehealthOk matches(first: 3) { matches { contributions { scorer raw because } } } } }
    }
  }
}
GRAPHQL
caseload query --user ceo@demo.example matches.graphql
