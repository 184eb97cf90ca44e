"""The C compilers that are here: a test runs with each of them, and one must be."""

import shutil
import subprocess

COMPILERS = [name for name in ("gcc", "clang", "tcc") if shutil.which(name)] or ["cc"]
CPP_COMPILERS = [name for name in ("g++", "clang++") if shutil.which(name)] or ["c++"]

STRICT = ("-Wall", "-Wextra", "-Werror", "-pedantic")
STRICTER = (
    *STRICT,
    "-Wconversion",
    "-Wsign-conversion",
    "-Wshadow",
    "-Wdouble-promotion",
    "-Wcast-qual",
    "-Wstrict-prototypes",
    "-Wundef",
    "-Wvla",
)


def compile_file(compiler, source, output, *options):
    """Compiles, and fails the test with what the compiler says."""
    command = [compiler, *options, str(source), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return output


def run_program(program, *arguments, stdin=None):
    return subprocess.run(
        [str(program), *arguments], input=stdin, capture_output=True, text=True, check=False, timeout=60
    )
