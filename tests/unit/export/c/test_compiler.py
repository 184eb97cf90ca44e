"""Machines without a compiler, with a broken one, and with one that refuses the file."""

import pytest

from elman.errors import ExportError
from elman.export import Unchecked
from elman.export.c import C
from elman.export.c.compiler import find_compiler
from tests.unit.export.c.models import make_model


@pytest.fixture(scope="module")
def model():
    return make_model("rnn", 1, 3)


def test_it_is_cc_or_what_the_environment_says(monkeypatch):
    monkeypatch.delenv("CC", raising=False)
    assert find_compiler().command == ("cc",)
    monkeypatch.setenv("CC", "gcc -m64")
    assert find_compiler().command == ("gcc", "-m64")


def test_without_one_nothing_is_checked_and_that_is_said(model, tmp_path, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler -O3")
    with pytest.raises(Unchecked, match=r"no C compiler 'no-such-compiler' here\. Install one"):
        C().open(C().render(model), model, tmp_path)


def test_with_one_that_cannot_compile_anything(model, tmp_path, monkeypatch):
    monkeypatch.setenv("CC", "cc --no-such-option")
    with pytest.raises(Unchecked, match=r"does not work .*no-such-option"):
        C().open(C().render(model), model, tmp_path)


def test_with_one_whose_programs_do_not_run_here(model, tmp_path, monkeypatch):
    foreign = tmp_path / "foreign-cc"
    foreign.write_text('#!/bin/sh\nfor last; do :; done\necho foreign > "$last"\nchmod +x "$last"\n')
    foreign.chmod(0o755)
    monkeypatch.setenv("CC", str(foreign))
    with pytest.raises(Unchecked, match="does not run here"):
        C().open(C().render(model), model, tmp_path)


def test_a_file_that_does_not_compile_is_an_error(model, tmp_path):
    broken = C().render(model).replace(b"return sum;", b"return sun;")
    with pytest.raises(ExportError, match=r"must compile, and 'cc' says: .*sun"):
        C().open(broken, model, tmp_path)


def test_an_unknown_cell_is_refused(model):
    class Spec:
        cell = "hopfield"

    class Strange:
        spec = Spec

    with pytest.raises(ValueError, match="unknown cell of the C export 'hopfield'"):
        C().check(Strange)


def test_names_that_are_no_identifiers_are_told(model):
    assert C().notes(make_model(inputs=("u", "Tank level"), targets=("y", "p"), name="tanks")) == (
        "'Tank level' is called 'tank_level' in C.",
    )
