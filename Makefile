# The commands of the project; README.md says what each is for.
.DEFAULT_GOAL := help
.PHONY: help demo test search soak check e2e bench venv schema queries lock

# Tests start the project a hundred times: compiled once, it starts in two thirds of the time.
unexport PYTHONDONTWRITEBYTECODE

DEMO_DATABASE := sqlite:///$(CURDIR)/var/demo.db
SEARCH := 100000
SEQUENCES := 20000
SOAK := 600
POLICIES := 10000
# Rooms whose own tests take every branch of them.
COVERED := domain matching policy planner
PYTHON_FILES := src tests plugins benchmarks hatch_build.py

help: ## Show the commands
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: ## Set up, fill an embedded database with a realistic practice, serve, print sign-in links
	@scripts/environment runtime
	@mkdir -p -m 700 var
	@exec .venv/bin/caseload demo --serve --database-url "$(DEMO_DATABASE)"

test: ## Set up and run all tests, on SQLite and on PostgreSQL
	@scripts/environment dev
	.venv/bin/pytest -n 2 --dist worksteal $(COVERED:%=tests/%) \
	  $(COVERED:%=--cov=caseload_gql.%) --cov-report=term-missing:skip-covered --cov-fail-under=100
	.venv/bin/pytest -n 2 --dist worksteal $(COVERED:%=--ignore=tests/%) tests plugins
	@echo "Left out: tests/e2e (a real browser, races over HTTP, a fresh install). Run 'make e2e' for those."
	@command -v chromium >/dev/null || echo "No Chromium was found; the browser tests need it. On Debian: apt-get install chromium"

search: ## Draw 100,000 operations, 20,000 sequences of mutations and 10,000 policies, and hold them to simple models; SEARCH=1000000 draws more
	@scripts/environment dev
	CASELOAD_SEARCH_OPERATIONS=$(SEARCH) .venv/bin/pytest -n 2 tests/differential
	CASELOAD_SEARCH_SEQUENCES=$(SEQUENCES) .venv/bin/pytest -n 2 tests/stateful
	CASELOAD_SEARCH_POLICIES=$(POLICIES) .venv/bin/pytest -n 2 tests/agreement

e2e: ## Run the tests with real servers, real processes and a real browser
	@scripts/environment dev
	.venv/bin/pytest -n 2 --dist loadgroup tests/e2e

soak: ## Load four processes at random for ten minutes on each database, and let every two mutations meet in every state
	@scripts/environment dev
	CASELOAD_SOAK_SECONDS=$(SOAK) CASELOAD_SOAK_STANDS=5 .venv/bin/pytest tests/e2e/test_soak.py tests/e2e/test_pairs.py

bench: ## Compare with other servers side by side; BENCH=--quick only tries it out, BENCH=--help says what else there is
	@scripts/environment dev
	.venv/bin/python -m benchmarks $(BENCH)

check: ## Check format, lint, types, import contracts and the schema
	@scripts/environment dev
	.venv/bin/ruff format --check $(PYTHON_FILES)
	.venv/bin/ruff check $(PYTHON_FILES)
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/caseload schema --check schema.graphql

venv: ## Set up .venv for work on the project
	@scripts/environment dev

schema: ## Write schema.graphql anew
	@scripts/environment dev
	.venv/bin/caseload schema --output schema.graphql

queries: ## Write the statements and answers of docs/queries and of the guide anew
	@scripts/environment dev
	CASELOAD_WRITE_QUERIES=1 .venv/bin/pytest -q tests/test_queries.py tests/test_guide.py

lock: ## Resolve and lock the dependencies anew (needs uv)
	uv pip compile -q pyproject.toml --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate -o requirements/runtime.txt
	uv pip compile -q pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/dev.txt
	printf 'editables\nhatchling\nnodejs-wheel\n' | uv pip compile -q - -c requirements/dev.txt --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/build.txt
	uv pip compile -q benchmarks/requirements.in -c requirements/dev.txt --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o benchmarks/requirements.txt
