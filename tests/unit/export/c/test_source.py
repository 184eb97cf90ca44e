"""The file as compilers see it."""

import re
import shutil
import subprocess

import pytest

from elman.export.c import C
from elman.export.c.source import memory
from tests.unit.export.c.compilers import (
    COMPILERS,
    CPP_COMPILERS,
    STRICT,
    STRICTER,
    compile_file,
    run_program,
)
from tests.unit.export.c.models import CELLS, make_model

SELF_TEST = "-DBOILER_7_SELF_TEST"
SANITIZED = ("-g", "-fsanitize=undefined,address,float-cast-overflow", "-fno-sanitize-recover=all")


def write(model, folder, name="model.c"):
    path = folder / name
    path.write_bytes(C().render(model))
    return path


def test_there_is_a_compiler():
    assert shutil.which(COMPILERS[0])
    assert shutil.which(CPP_COMPILERS[0])


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("missing", ["hold", "error"])
def test_it_compiles_without_a_warning_and_passes_its_own_test(compiler, cell, missing, tmp_path):
    source = write(make_model(cell, missing=missing), tmp_path)
    strictest = STRICTER if compiler in ("gcc", "clang") else STRICT
    compile_file(compiler, source, tmp_path / "model.o", "-std=c99", *strictest, "-O2", "-c")
    done = run_program(
        compile_file(compiler, source, tmp_path / "test", "-std=c99", *strictest, "-O0", SELF_TEST)
    )
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"boiler_7: 100 rows; .* an infinite input is refused: passed\n", done.stdout)


@pytest.mark.parametrize("compiler", CPP_COMPILERS)
@pytest.mark.parametrize("cell", CELLS)
def test_it_is_cpp_too(compiler, cell, tmp_path):
    source = write(make_model(cell), tmp_path, "model.cpp")
    assert run_program(
        compile_file(compiler, source, tmp_path / "test", "-std=c++11", *STRICT, SELF_TEST)
    ).returncode == 0  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
def test_nothing_undefined_happens_in_it(cell, tmp_path):
    source = write(make_model(cell), tmp_path)
    program = compile_file("cc", source, tmp_path / "test", "-std=c99", *SANITIZED, SELF_TEST)
    done = run_program(program)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("cell", CELLS)
def test_it_needs_no_other_code_and_has_no_data_that_changes(cell, tmp_path):
    source = write(make_model(cell), tmp_path)
    compiled = compile_file("cc", source, tmp_path / "model.o", "-std=c99", "-O2", "-fno-pic", "-c")
    listed = subprocess.run(["nm", compiled], capture_output=True, text=True, check=True).stdout.split("\n")
    kinds = {line.split()[-1]: line.split()[-2] for line in listed if line}
    assert {name for name, kind in kinds.items() if kind == "U"} <= {"memcpy", "memset"}
    assert not {name for name, kind in kinds.items() if kind in "BbDdC"}
    assert {name for name, kind in kinds.items() if kind == "T"} == {
        "boiler_7_init",
        "boiler_7_reset",
        "boiler_7_step",
    }


@pytest.mark.parametrize(("cell", "missing"), [*((cell, "hold") for cell in CELLS), ("lstm", "error")])
def test_its_memory_is_what_it_says(cell, missing, tmp_path):
    model = make_model(cell, 3, 5, missing=missing)
    write(model, tmp_path)
    main = tmp_path / "main.c"
    main.write_text(
        '#include <stdio.h>\n#include "model.c"\n'
        'int main(void) { printf("%d", (int)sizeof(boiler_7_state)); return 0; }\n'
    )
    size = int(run_program(compile_file("cc", main, tmp_path / "main", "-std=c99", *STRICT)).stdout)
    held = 2 if missing == "hold" else 0
    assert size == memory(model).state == 4 * (held + (2 if cell == "lstm" else 1) * 3 * 5)
    remarks = C().render(model).decode()
    assert f"state       {size} bytes a stream" in remarks
    constants = sum(array.nbytes for array in model.parameters.values()) + 8 * 2 * (2 + 2)
    assert f"constants   {constants:,} bytes" in remarks


def test_another_file_sees_its_declarations_alone_and_two_models_live_in_one_program(tmp_path):
    first = write(make_model("gru", name="first"), tmp_path, "first.c")
    second = write(make_model("lstm", name="second"), tmp_path, "second.c")
    main = tmp_path / "main.c"
    main.write_text(
        '#define FIRST_HEADER\n#include "first.c"\n#define SECOND_HEADER\n#include "second.c"\n'
        "int main(void) {\n"
        "    first_state a; second_state b; const double x[2] = {1.0, 2.0}; double y[2];\n"
        "    first_init(&a); second_init(&b);\n"
        "    return first_step(&a, x, y) || second_step(&b, x, y);\n"
        "}\n"
    )
    objects = [
        str(compile_file("cc", path, tmp_path / f"{path.stem}.o", "-std=c99", *STRICT, "-c"))
        for path in (first, second)
    ]
    assert (
        run_program(compile_file("cc", main, tmp_path / "main", "-std=c99", *STRICT, *objects)).returncode
        == 0
    )


def test_a_compiler_that_may_forget_nan_is_refused(tmp_path):
    source = write(make_model(), tmp_path)
    done = subprocess.run(
        ["cc", "-std=c99", "-ffast-math", "-c", str(source), "-o", str(tmp_path / "model.o")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "compile without -ffast-math" in done.stderr


@pytest.mark.parametrize(
    "names", [("*/ int x; /*", "a\nb"), ("??/", "\\"), ('"quoted"', "\u202eevil"), ("u", "U")], ids=str
)
def test_no_name_breaks_the_file(names, tmp_path):
    model = make_model(inputs=names, targets=names, name="*/ 7 ??/\n")
    compile_file("cc", write(model, tmp_path), tmp_path / "model.o", "-std=c99", *STRICT, "-c")


def test_the_same_model_gives_the_same_bytes():
    assert C().render(make_model()) == C().render(make_model())
