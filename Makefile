# Two commands: `make demo` and `make test`. Another Python: `make demo PYTHON=python3.12`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEELS := build/wheels
SANITIZED := build/sanitize
TORCH := torch==2.13.0
SOURCES := $(shell find src native CMakeLists.txt pyproject.toml README.md LICENSE -type f \
	-not -path '*/__pycache__/*' 2>/dev/null)
# What runs on the sanitized engine: everything that reaches into it.
SANITIZED_TESTS ?= tests/conformance tests/native

.PHONY: demo docs test test-parts test-wholes sanitize sanitize-threads clean

demo: $(VENV)/.installed
	$(BIN)/elman demo

test: $(VENV)/.installed $(VENV)/.test-dependencies
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check
	$(MAKE) --no-print-directory --jobs=2 test-parts test-wholes

# Side by side on two cores: tests that start programs wait more than they compute.
test-parts:
	$(BIN)/python -m pytest tests/unit tests/examples < /dev/null

test-wholes:
	$(BIN)/python -m pytest --ignore=tests/unit --ignore=tests/examples < /dev/null

# Reads nothing from elsewhere, and stops at any warning: docs/_site/index.html.
docs: $(VENV)/.docs-dependencies
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_site

# Python allocates from pools that hide overruns; malloc shows them.
sanitize: $(SANITIZED)/.installed $(VENV)/.test-dependencies
	LD_PRELOAD="$$(c++ -print-file-name=libasan.so) $$(c++ -print-file-name=libstdc++.so)" \
	ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 PYTHONMALLOC=malloc \
	PYTHONPATH=$(SANITIZED)/site $(BIN)/python -m pytest $(SANITIZED_TESTS)

# Which memory two threads touch without a lock. The address space must not be shuffled, for the sanitizer has
# places of its own in it; what Python and NumPy do without instruments is left out.
sanitize-threads: $(SANITIZED)-threads/.installed $(VENV)/.test-dependencies
	LD_PRELOAD="$$(c++ -print-file-name=libtsan.so) $$(c++ -print-file-name=libstdc++.so)" \
	TSAN_OPTIONS="exitcode=66 die_after_fork=0 suppressions=$(CURDIR)/native/thread_sanitizer.txt" \
	OPENBLAS_NUM_THREADS=1 PYTHONPATH=$(SANITIZED)-threads/site \
	setarch --addr-no-randomize $(BIN)/python -m pytest $(SANITIZED_TESTS)

clean:
	rm -rf $(VENV) build dist demo.png docs/_site docs/made

$(VENV)/.made: scripts/prerequisites
	scripts/prerequisites "$(PYTHON)"
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	touch $@

# pip would build in a fresh environment every time, and the compiler would start from nothing.
$(VENV)/.build-dependencies: $(VENV)/.made pyproject.toml
	$(BIN)/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb")); \
		print(*project["build-system"]["requires"], sep="\n")' > $(VENV)/build-requirements.txt
	$(BIN)/python -m pip install --quiet cmake ninja -r $(VENV)/build-requirements.txt
	touch $@

# The wheel is built once, and installed both for the demo and with the test extra.
$(WHEELS)/.built: $(VENV)/.build-dependencies $(SOURCES)
	scripts/prerequisites "$(BIN)/python"
	rm -rf $(WHEELS)
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir $(WHEELS) .
	touch $@

$(VENV)/.installed: $(WHEELS)/.built
	$(BIN)/python -m pip install --quiet --no-deps --force-reinstall $(WHEELS)/*.whl
	$(BIN)/python -m pip install --quiet $(WHEELS)/*.whl
	touch $@

# torch first and by itself, so that its exact version is what everything else has to fit.
$(VENV)/.test-dependencies: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install --quiet $(TORCH)
	$(BIN)/python -m pip install --quiet "$$(echo $(WHEELS)/*.whl)[test]"
	touch $@

$(VENV)/.docs-dependencies: $(VENV)/.installed pyproject.toml
	$(BIN)/python -m pip install --quiet "$$(echo $(WHEELS)/*.whl)[docs,sklearn]"
	touch $@

$(SANITIZED)/.installed: SANITIZERS := address
$(SANITIZED)-threads/.installed: SANITIZERS := thread
$(SANITIZED)/.installed $(SANITIZED)-threads/.installed: $(VENV)/.build-dependencies $(SOURCES)
	rm -rf $(@D)/site
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --target $(@D)/site \
		--config-settings=build-dir=$(@D)/cmake \
		--config-settings=cmake.define.ELMAN_SANITIZE=$(SANITIZERS) .
	touch $@
