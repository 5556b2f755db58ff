# Everything one does with Hamrah. `make help` lists it.
PYTHON ?= python3
HAMRAH = .venv/bin/hamrah
.DEFAULT_GOAL := help
# Without compiled modules the bot takes twice as long to start.
unexport PYTHONDONTWRITEBYTECODE

run: setup  ## Set up, seed, train if needed, serve: the one command to try it
	@$(HAMRAH) run --prepare

setup:  ## Install what running needs (locked) into .venv and web/vendor
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev

seed: setup  ## Make the demo shop, or bring its changed files in
	@$(HAMRAH) seed

train: setup  ## Train the bot if what it is trained on has changed
	@$(HAMRAH) train

test: setup-dev  ## Run all tests
	@.venv/bin/python -m pytest

lint: setup-dev  ## Check style, types, texts
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/python scripts/validate_locales.py

bench: setup-dev  ## Measure this bot beside stock Rasa (installs that apart; takes a while)
	@.venv/bin/python -m bench.engine

bench-nlu: setup-dev  ## Measure understanding (MASSIVE=folder for MASSIVE 1.0, STOCK=1 for Rasa's default beside it)
	@.venv/bin/python -m bench.nlu $(if $(MASSIVE),--massive $(MASSIVE)) $(if $(STOCK),--stock)

bench-recommend: setup-dev  ## Measure suggestions (DATA=folder for Online Retail II beside Complete Journey)
	@.venv/bin/python -m bench.recommend $(if $(DATA),--data $(DATA))

bench-outbox: setup-dev  ## Measure 10,000 tickets through the outbox to a local helpdesk
	@.venv/bin/python -m bench.outbox

bench-channels: setup-dev  ## Measure messages from messaging apps: acknowledged, answered, 50 at once
	@.venv/bin/python -m bench.channels

evaluate: setup-dev  ## Play the dialogues of every language on the trained bot
	@$(HAMRAH) train
	@.venv/bin/python -m pytest tests/dialogues

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

.PHONY: run setup setup-dev seed train test lint bench bench-nlu bench-recommend bench-outbox bench-channels evaluate help
