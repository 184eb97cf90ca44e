"""Sentences that once misled newcomers."""

import re
from pathlib import Path

import numpy as np
import pytest

from elman.cli import run

SOURCES = Path(__file__).parents[3] / "src" / "elman"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A table of a shop with one gap, and one of a pump."""
    monkeypatch.chdir(tmp_path)
    days = [day for number, day in enumerate(np.datetime64("2024-01-01") + np.arange(200)) if number != 50]
    sold = np.random.default_rng(0).normal(50, 5, size=len(days))
    rows = [f"{day},{value:.3f},{value / 2:.3f}\n" for day, value in zip(days, sold, strict=True)]
    Path("shop.csv").write_text("ds,sold,price\n" + "".join(rows), encoding="utf-8")
    Path("twice.csv").write_text("ds,sold,price\n" + "".join([rows[0], *rows]), encoding="utf-8")
    return tmp_path


def said_by(capsys, *arguments):
    code = run(list(arguments))
    said = capsys.readouterr()
    return code, said.out + said.err


SMALL = ("--no-trials", "--hidden-size", "1", "--steps", "1")


def test_one_is_no_plural(folder, capsys):
    """Not 1 gaps, 1 units, 1 rows."""
    series = ("-t", "sold", "--time", "ds", "--horizon", "1", "--members", "1", *SMALL)
    model = ("-i", "price", "-t", "sold", "--time", "ds", *SMALL)
    said = [
        said_by(capsys, "look", "shop.csv"),
        said_by(capsys, "fit", "shop.csv", *series, "-o", "shop.safetensors"),
        said_by(capsys, "info", "shop.safetensors"),
        said_by(capsys, "forecast", "shop.safetensors", "shop.csv", "-o", "ahead.csv"),
        said_by(capsys, "fit", "shop.csv", "twice.csv", *model, "-o", "model.safetensors"),
        said_by(capsys, "info", "model.safetensors"),
    ]
    assert [code for code, _ in said] == [0] * len(said)
    text = "\n".join(text for _, text in said)
    assert [found for found in re.findall(r"(?<!of )\b1 [a-z]+s\b", text) if found != "1 series"] == []
    assert "1 row of twice.csv was there twice" in text


def test_a_verdict_does_not_say_that_it_was_validated_on(folder, capsys):
    """It says in its first line that these are the rows of the validation."""
    series = ("-t", "sold", "--time", "ds", "--horizon", "1", "--members", "1", *SMALL)
    _, said = said_by(capsys, "fit", "shop.csv", *series, "-o", "shop.safetensors")
    assert "on the validation part" in said
    assert "was validated on" not in said


@pytest.mark.parametrize("option", ["--plot", "--output", "-o"])
def test_a_wrong_picture_names_the_option_that_there_is(folder, capsys, option):
    code, said = said_by(capsys, "demo", option, "seen.xyz")
    assert code == 2
    assert said.startswith("elman: --output (or --plot) must end in")
    assert said.rstrip().endswith("Name a file such as seen.png.")


def test_nobody_is_sent_to_an_index_for_elman():
    """No index has it: a sentence names the peer's own package."""
    sent = re.compile(r"pip install [^\n\"]*elman")
    assert [path for path in SOURCES.rglob("*.py") if sent.search(path.read_text(encoding="utf-8"))] == []


def test_a_server_that_lacks_its_packages_names_all_of_them():
    from importlib.metadata import requires

    needed = sorted(
        re.match(r"[\w-]+", line)[0]
        for line in requires("elman")
        if "extra == 'serve'" in line.replace('"', "'")
    )
    assert f"pip install {' '.join(needed)}" in (SOURCES / "server/running.py").read_text(encoding="utf-8")


def test_the_engine_of_a_fleet_is_named_as_it_is_installed(monkeypatch):
    from elman.errors import MissingExtraError
    from elman.runners import opening

    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install distributed\.$"):
        opening.check_runner("dask")


@pytest.mark.parametrize("make", ["pandas", "polars"])
def test_a_frame_given_to_a_step_is_no_page_of_numbers(make):
    """A sentence that quotes a whole frame is none."""
    import elman

    frames = pytest.importorskip(make)
    table = {"u": np.arange(40.0), "y": np.arange(40.0)}
    model = elman.fit(table, inputs="u", targets="y", steps=1, trials=False, hidden_size=1)
    with pytest.raises(
        elman.DataError, match=r"^input 'u' must be a number, got 3 of them \(Series\)\."
    ) as caught:
        model.stream().step(frames.DataFrame({"u": [1.0, 2.0, 3.0]}))
    assert "\n" not in str(caught.value)
