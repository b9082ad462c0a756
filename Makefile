# Each target does all of its own set-up on a machine with Python 3.11 or later and make, says what it does, and is
# quick the second time: what was done leaves a stamp in .stamps/, what it was done from is named behind the colon.
#
#   make run      opens the window; where there is no display, plays the demonstration instead
#   make test     runs the tests
#   make lint     reads the code: rules, layout, types
#   make bench    measures what the program promises to be quick at
#   make soak     runs the long trials (hours)
#   make build    builds the program that users install into dist/, and lets it test itself
#   make lock     pins all requirements anew
#   make clean    removes what was made here, the virtual environment too

.DELETE_ON_ERROR:
.PHONY: run test lint bench soak build lock clean

VENV := .venv
BIN := $(VENV)/bin
CATALOGUE := translations/th/LC_MESSAGES/codi_desktop
OFFSCREEN := QT_QPA_PLATFORM=offscreen
DEMO := demo-out

run: .stamps/run $(CATALOGUE).mo
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "Opening the window."; \
		$(BIN)/codi-desktop; \
	else \
		echo "No display here: playing the demonstration into $(DEMO)/ instead of opening the window."; \
		rm -rf $(DEMO); \
		$(OFFSCREEN) $(BIN)/codi-desktop demo --out $(DEMO) || exit; \
		echo "Papers and pictures made by the demonstration:"; \
		find $(DEMO) -name '*.pdf' -o -name '*.png' | sort | sed "s|^|  $(CURDIR)/|"; \
	fi

test: .stamps/dev $(CATALOGUE).mo
	@echo "Running the tests."
	@$(OFFSCREEN) $(BIN)/python -m pytest -q -m "not soak" $(ARGS)

lint: .stamps/dev
	@echo "Reading the code: rules, layout, types."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: .stamps/dev $(CATALOGUE).mo
	@echo "Measuring."
	@set -e; for file in benchmarks/bench_*.py; do echo "== $$file"; PYTHONPATH=. $(OFFSCREEN) $(BIN)/python $$file $(ARGS); done

soak: .stamps/dev $(CATALOGUE).mo
	@echo "Running the long trials."
	@$(OFFSCREEN) $(BIN)/python -m pytest -q -m soak $(ARGS)

build: .stamps/dev $(CATALOGUE).mo
	@echo "Building the program into dist/codi-desktop/."
	@$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	@echo "Letting the built program test itself."
	@$(OFFSCREEN) dist/codi-desktop/codi-desktop --self-test
	@du -sh dist/codi-desktop

lock: $(VENV)/pyvenv.cfg
	@echo "Pinning all requirements anew."
	@tools/lock.sh $(VENV)

clean:
	rm -rf $(VENV) .stamps build dist $(DEMO) bench-out codi_desktop.egg-info
	rm -f $(CATALOGUE).mo

# Set-up, each step once. A step is done again when something that it was done from is newer.

$(VENV)/pyvenv.cfg: tools/make_venv.sh
	@tools/make_venv.sh $(VENV)
	@touch $@

.stamps/system: tools/system_libraries.sh
	@tools/system_libraries.sh
	@mkdir -p .stamps && touch $@

.stamps/run: requirements.lock pyproject.toml $(VENV)/pyvenv.cfg .stamps/system
	@echo "Installing what requirements.lock pins."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@echo "Installing the program itself, as a link to this folder."
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.stamps/dev: requirements-dev.lock .stamps/run
	@echo "Installing what requirements-dev.lock pins."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po .stamps/run
	@echo "Compiling the Thai catalogue."
	@$(BIN)/pybabel --quiet compile --domain codi_desktop --directory translations
