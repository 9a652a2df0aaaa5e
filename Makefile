# `make help` lists what there is. `make run` needs Python 3.11 or newer with its venv module, and make.
PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PY := $(BIN)/python
STAMPS := .build/stamps
SBOM := .build/sbom.cdx.json
CHECKED := server probes scripts tests clients/python
TESTS ?= tests
# pytest's processes, and the seconds after which a whole run is stopped.
JOBS ?= 3
TEST_SECONDS ?= 2700
COMPILE = $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command 'make lock' $(LOCK_FLAGS)

.PHONY: help
help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(STAMPS)/runtime ## The virtual environment that the service runs on

.PHONY: run
run: $(STAMPS)/runtime ## Start the service (gRPC on 127.0.0.1:50051, REST on 127.0.0.1:8080)
	@exec $(PY) -m server serve

.PHONY: cli
cli: $(STAMPS)/cli ## The `connectors` command: .venv/bin/connectors
	@echo "$(CURDIR)/$(BIN)/connectors"

.PHONY: test
test: $(STAMPS)/dev $(STAMPS)/googleapis $(STAMPS)/protoc $(STAMPS)/peers $(STAMPS)/promtool $(STAMPS)/deploy $(STAMPS)/moto $(STAMPS)/secantusdb $(STAMPS)/tansu $(STAMPS)/azurite $(STAMPS)/typescript $(STAMPS)/docs ## All tests, against real servers (installs them: Debian packages, PyPI, npm)
	@code=0; timeout --foreground --signal=INT --kill-after=60 $(TEST_SECONDS) \
		$(PY) -m pytest -n $(JOBS) --dist worksteal --ignore=tests/polyglot $(TESTS) || code=$$?; \
	if [ $$code -ne 1 ]; then exit $$code; fi; \
	echo "Some tests failed beside others. Those run once more, alone: what fails twice has failed."; \
	$(PY) -m pytest --last-failed --last-failed-no-failures none --ignore=tests/polyglot $(TESTS)

.PHONY: screenshots
screenshots: $(STAMPS)/dev $(STAMPS)/peers $(STAMPS)/moto ## Take the README's pictures of the console anew, while its tests walk through it
	@CONSOLE_SCREENSHOTS=1 $(PY) -m pytest -q tests/console/test_walk.py

.PHONY: test-polyglot
test-polyglot: $(STAMPS)/dev $(STAMPS)/googleapis $(STAMPS)/java $(STAMPS)/go ## Tests that need Go, Java and Maven: clients in Go and Java, grpc-gateway and gRPC's tools, Kafka, Derby
	@timeout --foreground --signal=INT --kill-after=60 $(TEST_SECONDS) $(PY) -m pytest tests/polyglot

.PHONY: lint
lint: export PATH := $(CURDIR)/$(BIN):$(PATH)
lint: $(STAMPS)/dev $(STAMPS)/googleapis ## The contract, the style, the types, which way imports point
	buf lint
	buf format -d --exit-code protos
	scripts/check_breaking.sh
	ruff check $(CHECKED)
	ruff format --check $(CHECKED)
	mypy server probes
	cd clients/python && mypy
	lint-imports

.PHONY: generate
generate: $(STAMPS)/dev $(STAMPS)/protoc $(STAMPS)/typescript ## Write generated/ anew from protos/; Go and Java where their tools are
	@$(PY) scripts/generate.py
	@if [ -e $(STAMPS)/go ] && [ -e $(STAMPS)/java ]; then $(PY) scripts/generate.py --polyglot; fi
	@$(PY) scripts/settings_table.py
	@$(PY) scripts/metrics_table.py
	@$(PY) scripts/connector_docs.py

.PHONY: generate-polyglot
generate-polyglot: $(STAMPS)/dev $(STAMPS)/java $(STAMPS)/go ## Write generated/go and generated/java anew (Go, Maven)
	@$(PY) scripts/generate.py --polyglot

.PHONY: docs
docs: $(STAMPS)/dev $(STAMPS)/docs ## The documentation as a site that works offline: .build/site
	@$(PY) scripts/docs_site.py .build/docs
	@NO_MKDOCS_2_WARNING=1 .build/venvs/docs/bin/mkdocs build --quiet --strict
	@echo .build/site/index.html

.PHONY: bench
bench: $(STAMPS)/dev $(STAMPS)/peers $(STAMPS)/bench $(STAMPS)/airflow ## Measure ours beside the bare limit and others, and write docs/performance.md (ROWS="calls tests": those alone, nothing written)
	@$(PY) -m tests.bench $(or $(ROWS),--page)

.PHONY: bench-page
bench-page: $(STAMPS)/dev ## Write docs/performance.md anew from the numbers of the last `make bench`
	@$(PY) -m tests.bench --again

.PHONY: bench-check
bench-check: $(STAMPS)/dev $(STAMPS)/bench ## A short measurement: fails where a ratio fell far below docs/performance.md
	@$(PY) -m tests.bench --check

.PHONY: lock
lock: $(STAMPS)/dev ## Write the lock files anew from the .in files (LOCK_FLAGS=--upgrade takes newer versions)
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) requirements-cli.in -o requirements-cli.lock
	$(COMPILE) requirements-dev.in -o requirements-dev.lock
	$(COMPILE) requirements-deploy.in -o requirements-deploy.lock
	$(COMPILE) requirements-moto.in -o requirements-moto.lock
	$(COMPILE) requirements-tansu.in -o requirements-tansu.lock
	$(COMPILE) requirements-secantusdb.in -o requirements-secantusdb.lock
	$(COMPILE) requirements-protoc.in -o requirements-protoc.lock
	$(COMPILE) requirements-docs.in -o requirements-docs.lock
	$(COMPILE) requirements-go.in -o requirements-go.lock
	$(COMPILE) requirements-airflow.in -o requirements-airflow.lock

.PHONY: sbom
sbom: $(STAMPS)/dev ## What the service is made of (CycloneDX 1.6): .build/sbom.cdx.json, from requirements.lock
	@mkdir -p $(dir $(SBOM))
	@$(PY) -W ignore::UserWarning -m cyclonedx_py requirements --pyproject pyproject.toml --sv 1.6 --output-reproducible \
		--validate -o $(SBOM) requirements.lock
	@echo $(SBOM)

.PHONY: audit
audit: $(STAMPS)/dev ## Ask pip-audit for known vulnerabilities in every lock; fails where its database cannot be asked
	@$(PY) scripts/audit_dependencies.py requirements*.lock

.PHONY: clean
clean: ## Remove what was installed and cached here; .data, where the service keeps its own, stays
	rm -rf .venv .build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf clients/typescript/node_modules clients/typescript/dist clients/java/target
	find server probes scripts tests generated clients -name __pycache__ -prune -exec rm -rf {} +

# A stamp is older than the lock it was installed from when that changes; pyvenv.cfg is newer when .venv was made anew.

.venv/pyvenv.cfg:
	@$(PYTHON) scripts/check_python.py
	@$(PYTHON) -m venv --clear .venv

$(STAMPS)/uv: .venv/pyvenv.cfg scripts/install_uv.sh
	@mkdir -p $(STAMPS)
	@scripts/install_uv.sh
	@touch $@

$(STAMPS)/runtime: requirements.lock scripts/link.py $(STAMPS)/uv
	@$(BIN)/uv pip install -q --require-hashes --python $(PY) -r requirements.lock
	@$(PY) scripts/link.py
	@touch $@

$(STAMPS)/cli: requirements-cli.lock $(STAMPS)/runtime
	@$(BIN)/uv pip install -q --require-hashes --python $(PY) -r requirements-cli.lock
	@printf '#!%s\nfrom connectors_client.cli.app import main\n\nmain()\n' "$(CURDIR)/$(PY)" > $(BIN)/connectors
	@chmod +x $(BIN)/connectors
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	@$(BIN)/uv pip install -q --require-hashes --python $(PY) -r requirements-dev.lock
	@touch $@

$(STAMPS)/googleapis: scripts/generation/protoc.py $(STAMPS)/dev
	@$(PY) scripts/generation/protoc.py
	@touch $@

$(STAMPS)/deploy: requirements-deploy.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/deploy
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/deploy/bin/python requirements-deploy.lock
	@touch $@

$(STAMPS)/moto: requirements-moto.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/moto
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/moto/bin/python requirements-moto.lock
	@touch $@

$(STAMPS)/protoc: requirements-protoc.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/protoc
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/protoc/bin/python requirements-protoc.lock
	@touch $@

$(STAMPS)/docs: requirements-docs.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/docs
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/docs/bin/python requirements-docs.lock
	@touch $@

$(STAMPS)/secantusdb: requirements-secantusdb.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/secantusdb
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/secantusdb/bin/python requirements-secantusdb.lock
	@touch $@

$(STAMPS)/tansu: requirements-tansu.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/tansu
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/tansu/bin/python requirements-tansu.lock
	@touch $@

$(STAMPS)/airflow: requirements-airflow.lock $(STAMPS)/uv
	@$(BIN)/uv venv -q --clear --python $(PY) .build/venvs/airflow
	@$(BIN)/uv pip sync -q --require-hashes --python .build/venvs/airflow/bin/python requirements-airflow.lock
	@touch $@

$(STAMPS)/bench: scripts/install_bench_tools.sh
	@mkdir -p $(STAMPS)
	@scripts/install_bench_tools.sh
	@touch $@

# Scripts of packages stay unrun: Azurite needs none of them.
$(STAMPS)/azurite: tests/peers/azurite/package-lock.json $(STAMPS)/peers
	@mkdir -p .build/azurite
	@cp tests/peers/azurite/package.json tests/peers/azurite/package-lock.json .build/azurite/
	@cd .build/azurite && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# Scripts of packages stay unrun here too.
$(STAMPS)/typescript: clients/typescript/package-lock.json $(STAMPS)/peers
	@cd clients/typescript && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMPS)/go: scripts/install_go.sh requirements-go.lock $(STAMPS)/uv
	@scripts/install_go.sh
	@touch $@

$(STAMPS)/java: scripts/install_java.sh
	@mkdir -p $(STAMPS)
	@scripts/install_java.sh
	@touch $@

$(STAMPS)/peers: scripts/install_peers.sh
	@mkdir -p $(STAMPS)
	@scripts/install_peers.sh
	@touch $@

$(STAMPS)/promtool: scripts/install_promtool.sh $(STAMPS)/peers
	@scripts/install_promtool.sh
	@touch $@
