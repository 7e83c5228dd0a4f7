# The commands of the project; README.md says what each is for.
.DEFAULT_GOAL := help
.PHONY: help demo test check e2e schema lock

DEMO_DATABASE := sqlite:///$(CURDIR)/var/demo.db
PYTHON_FILES := src tests plugins hatch_build.py

help: ## Show the commands
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: ## Set up, fill an embedded database with a realistic practice, serve, print sign-in links
	@scripts/environment runtime
	@mkdir -p -m 700 var
	@exec .venv/bin/caseload demo --serve --database-url "$(DEMO_DATABASE)"

test: ## Set up and run all tests, on SQLite and on PostgreSQL
	@scripts/environment dev
	.venv/bin/pytest -n 2 --dist loadfile tests plugins
	@command -v chromium >/dev/null || echo "Left out: the browser tests of tests/e2e. Install Debian's chromium, then run 'make e2e'."

e2e: ## Run the tests with real servers, real processes and a real browser
	@scripts/environment dev
	.venv/bin/pytest tests/e2e

check: ## Check format, lint, types, import contracts and the schema
	@scripts/environment dev
	.venv/bin/ruff format --check $(PYTHON_FILES)
	.venv/bin/ruff check $(PYTHON_FILES)
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/caseload schema --check schema.graphql

schema: ## Write schema.graphql anew
	@scripts/environment dev
	.venv/bin/caseload schema --output schema.graphql

lock: ## Resolve and lock the dependencies anew (needs uv)
	uv pip compile -q pyproject.toml --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate -o requirements/runtime.txt
	uv pip compile -q pyproject.toml --extra dev --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/dev.txt
	printf 'editables\nhatchling\nnodejs-wheel\n' | uv pip compile -q - -c requirements/dev.txt --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/build.txt
