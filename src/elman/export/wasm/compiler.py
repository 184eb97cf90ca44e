"""The C file of a model as WebAssembly: a module that imports nothing."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from elman.errors import ArgumentError, ExportError

_OPTIONS = (
    "--target=wasm32",
    "-std=c99",
    "-O3",
    "-ffreestanding",
    "-fno-builtin",  # loops stay loops: there is no library whose memset could be called
    "-nostdlib",
    "-Wl,--no-entry",
    "-Wl,--strip-all",
    "-Wl,-z,stack-size=65536",
)
_TRIVIAL = '__attribute__((export_name("one"))) int one(void) { return 1; }\n'
_REMEDY = (
    "Install clang and lld (apt install clang lld), name another clang (WASM_CC=clang-18), "
    "or export to C (--to c)."
)

_CALLS = """
/* What the module in JavaScript calls: the state and a row have one place each, and are copied in and out. */
#define EXPORTED(name) __attribute__((export_name(name)))
static ${name}_state wasm_state;
static ${number} wasm_inputs[${NAME}_INPUTS], wasm_outputs[${NAME}_OUTPUTS];
EXPORTED("state") ${name}_state *wasm_place_of_state(void) { return &wasm_state; }
EXPORTED("inputs") ${number} *wasm_place_of_inputs(void) { return wasm_inputs; }
EXPORTED("outputs") ${number} *wasm_place_of_outputs(void) { return wasm_outputs; }
EXPORTED("init") void wasm_init(void) { ${name}_init(&wasm_state); }
EXPORTED("step") int wasm_step(void) { return ${name}_step(&wasm_state, wasm_inputs, wasm_outputs); }
"""


def find_clang() -> tuple[str, ...]:
    """The command in the environment's WASM_CC; without one, `clang`.

    Raises:
        ArgumentError: there is no such program.
    """
    command = tuple(shlex.split(os.environ.get("WASM_CC", ""))) or ("clang",)
    if shutil.which(command[0]) is None:
        raise ArgumentError(f"wasm must be compiled by clang, got no program {command[0]!r}. {_REMEDY}")
    return command


def compile_module(source: str, name: str, number: str) -> bytes:
    """Compiles a model's C file to WebAssembly.

    Args:
        source: the C file.
        name: the prefix of its functions.
        number: the type of its columns, `float` or `double`.

    Raises:
        ArgumentError: there is no clang, or it cannot make WebAssembly.
        ExportError: it can, and refuses this file.
    """
    calls = Template(_CALLS).substitute(name=name, NAME=name.upper(), number=number)
    with TemporaryDirectory(prefix="elman-wasm-") as folder:
        compiled, refusal = _compile(source + calls, Path(folder))
        if compiled is not None:
            return compiled
        works, reason = _compile(_TRIVIAL, Path(folder))
    if works is None:
        raise ArgumentError(f"wasm must be compiled by clang, got: {reason}. {_REMEDY}")
    raise ExportError(
        f"the C file must compile to WebAssembly, and clang says: {refusal}. Nothing was written. "
        "Report this with the model."
    )


def _compile(source: str, folder: Path) -> tuple[bytes | None, str]:
    """The module, or None and the first line of what was wrong."""
    written, made = folder / "model.c", folder / "model.wasm"
    written.write_text(source, encoding="utf-8")
    command = [*find_clang(), *_OPTIONS, str(written), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return None, next((line for line in said if "error" in line), said[0])
    return made.read_bytes(), ""
