"""The options of `elman fit` that are made of fields: help, defaults, headings, both forms of a switch."""

import re

import pytest
from typer.testing import CliRunner

import elman
from elman.cli import run
from elman.cli.app import app
from elman.cli.fit_options import GROUPS

FIT = ["fit", "wave.csv", "--horizon", "3", "--output", "f.safetensors", "--quiet"]
QUICK = ["--steps", "5", "--members", "1", "--hidden-size", "2", "--threads", "1", "--no-trials"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"2024-01-{day:02},{day % 5}" for day in range(1, 32)]
    (tmp_path / "wave.csv").write_text("\n".join(["ds,y", *rows]) + "\n")
    return tmp_path


@pytest.fixture(scope="module")
def page():
    """The help of `elman fit`, its line breaks undone."""
    done = CliRunner().invoke(app, ["fit", "--help"])
    assert done.exit_code == 0, done.output
    return done.output


def test_every_option_stands_under_its_heading_with_its_default(page):
    sections = dict(re.findall(r"^([A-Z][^\n]*):\n(.*?)(?=^\S|\Z)", page, re.MULTILINE | re.DOTALL))
    for heading, names in GROUPS.items():
        for name in names:
            assert f"  --{name.replace('_', '-')} " in sections[heading], name
        assert sections[heading].count("[default:") >= len(names)
    assert list(sections)[:3] == ["Arguments", "Columns", "Budget"]
    assert list(sections)[-1] == "Output"


def test_defaults_read_as_they_would_be_typed(page):
    words = " ".join(page.split())
    for said in (
        "Recurrent layers. [default: 1]",
        "after which the run ends; 1: never. [default: 0.5; with --horizon 1]",
        "Coverage of the bands in percent, as 80,90. [default: 80,90]",
        "--trials / --no-trials",
        "[default: mse; with --horizon mae]",
        "Most threads to use. [default: ELMAN_THREADS, or else every core]",
    ):
        assert said in words


def test_the_list_of_commands_cuts_no_summary():
    page = CliRunner().invoke(app, ["--help"]).output
    assert "..." not in page.partition("Commands:")[2]


@pytest.mark.parametrize(("typed", "kept"), [(["--calendar"], True), (["--no-calendar"], False), ([], True)])
def test_a_switch_has_both_forms(typed, kept, folder):
    assert run([*FIT, *QUICK, *typed]) == 0
    assert elman.load("f.safetensors").record.options["calendar"] is kept


def test_the_old_name_of_the_strategy_still_works_and_says_so(folder, capsys):
    assert run([*FIT, *QUICK, "--strategy", "recursive"]) == 0
    new = (folder / "f.safetensors").read_bytes()
    assert capsys.readouterr().err == ""
    assert run([*FIT, *QUICK, "--head", "recursive"]) == 0
    assert (folder / "f.safetensors").read_bytes() == new
    assert capsys.readouterr().err.startswith("note: --head is called --strategy now.")
    assert run([*FIT, *QUICK, "--head", "recursive", "--strategy", "direct"]) == 2
    assert "strategy must be given once" in capsys.readouterr().err


def test_start_and_from_are_one_option_and_names_may_be_plural(folder):
    (folder / "pairs.csv").write_text("u,y\n" + "".join(f"{row % 7},{row % 3}\n" for row in range(60)))
    fit = ["fit", "pairs.csv", "--quiet", "--steps", "5", "--no-trials", "--threads", "1"]
    first = [*fit, "--inputs", "u", "--targets", "y", "--hidden-size", "2", "--output", "first.safetensors"]
    assert run(first) == 0
    for option in ("--start", "--from"):
        assert run([*fit, option, "first.safetensors", "--output", f"{option[2:]}.safetensors"]) == 0
    assert (folder / "start.safetensors").read_bytes() == (folder / "from.safetensors").read_bytes()
