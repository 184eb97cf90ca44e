"""The Arduino library: its files are where the IDE looks, and its sketch compiles."""

import shutil
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest

from elman.export import TARGETS
from tests.unit.export.exportables import make_exportable

BOARD = """
#include <string>
struct String : std::string {
  using std::string::string;
  void trim() {}
};
struct Port {
  void begin(long) {}
  int available() { return 1; }
  String readStringUntil(char) { return String("1.5"); }
  template <class Any> void print(Any) {}
  void print(double, int) {}
  template <class Any> void println(Any) {}
  void println() {}
} Serial;
"""
"""As much of Arduino as the sketch uses."""


@pytest.fixture(params=["gru", "lstm"])
def library(request, tmp_path):
    exportable = make_exportable(request.param, 2)
    with ZipFile(BytesIO(TARGETS["arduino"].render(exportable))) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    return folder


def test_the_properties_name_the_header(library):
    lines = (library / "library.properties").read_text().splitlines()
    properties = dict(line.split("=", 1) for line in lines)
    assert {"name", "version", "author", "maintainer", "sentence", "paragraph", "category", "url"} <= set(
        properties
    )
    assert properties["name"] == library.name
    assert (library / "src" / properties["includes"]).exists()


def test_the_sketch_compiles_beside_the_library(library):
    (sketch,) = library.glob("examples/*/*.ino")
    source = library / "sketch.cpp"
    source.write_text(BOARD + sketch.read_text() + "\nint main() { setup(); loop(); }\n")
    made = library / "made.o"
    c_file = library / "src" / f"{library.name}.c"
    subprocess.run([shutil.which("cc"), "-std=c99", "-Werror", "-c", c_file, "-o", made], check=True)
    program = library / "program"
    command = [shutil.which("c++"), "-Wall", "-Werror", f"-I{library / 'src'}", source, made, "-o", program]
    subprocess.run(command, check=True)
    subprocess.run([program], check=True)


def test_the_same_model_gives_the_same_bytes():
    exportable = make_exportable()
    assert TARGETS["arduino"].render(exportable) == TARGETS["arduino"].render(exportable)


def test_boards_that_cannot_run_it_are_named():
    (note,) = TARGETS["arduino"].notes(make_exportable())
    assert "Boards of 8 bits" in note
