"""The pages in docs/ do what they say."""

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import elman
from tests.examples.pages import run_page


def run_help(*command):
    """The help of a command on a terminal so wide that no option is cut."""
    return subprocess.run(
        [sys.executable, "-m", "elman", *command, "--help"],
        env=os.environ | {"COLUMNS": "300", "TERMINAL_WIDTH": "300"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_on_c(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, streamed, forked, tested = run_page(DOCS / "c.md", tmp_path)
    assert re.search(r"single steps \d\.\de-0\d of the target's scale over 2,000 rows", exported)
    rows = np.float32([40, 41.5, np.nan, 60])
    stream = elman.load("boiler.safetensors").stream()
    assert [float(line) for line in streamed.split()] == pytest.approx(
        [stream.step(row) for row in rows], rel=1e-5
    )
    assert "68 bytes a stream" in forked
    assert tested.rstrip().endswith("passed")


def test_the_page_on_audio(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (said,) = run_page(DOCS / "audio.md", tmp_path)
    assert re.findall("^(rtneural|nam): amp", said, re.MULTILINE) == ["rtneural", "nam"]
    assert {"amp.json", "amp.nam"} <= {path.name for path in tmp_path.iterdir()}


def check_proof_and_program(name, module, exported, printed):
    """The proof is good, and the program, which knows no elman, prints what a stream says."""
    assert re.search(r"single steps \d\.\de-0\d of the target's scale over 2,000 rows", exported)
    stream = elman.load("boiler.safetensors").stream()
    wanted = [stream.step(row) for row in np.float32([40, 41.5, np.nan, 60])]
    assert [float(line) for line in printed] == pytest.approx(wanted, rel=1e-5)
    program = Path("main.py").read_text(encoding="utf-8")
    assert module in program
    assert "elman" not in program.replace(name, "")


def test_the_page_on_onnx(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, printed = run_page(DOCS / "onnx.md", tmp_path)
    *values, properties = printed.splitlines()
    check_proof_and_program("boiler.onnx", "import onnxruntime", exported, values)
    assert properties == '["valve"] ["temperature"] hold'


def test_the_page_on_pytorch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, printed = run_page(DOCS / "pytorch.md", tmp_path)
    columns, *values = printed.splitlines()
    check_proof_and_program("boiler.py", "import torch", exported, values)
    assert columns == "('valve',) ('temperature',)"
    before, after = elman.load("boiler.safetensors"), elman.load("boiler-further.safetensors")
    scores = [model.evaluate("boiler.csv", rows=(0, 500)).scores.network.overall for model in (before, after)]
    assert scores[1]["rmse"] < scores[0]["rmse"]


def test_the_page_on_engines(tmp_path):
    assert run_page(DOCS / "engines.md", tmp_path) == []


def test_the_page_on_extending(tmp_path):
    """In a process of its own, for what it registers stays."""
    page = DOCS / "extending.md"
    code = f"""
import warnings
from pathlib import Path
from elman import ElmanWarning
from tests.examples.pages import run_page
warnings.filterwarnings("ignore", category=ElmanWarning)
run_page(Path({str(page)!r}), Path())
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(DOCS.parent), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    largest, read, leaky, forecasts = done.stdout.splitlines()
    assert (
        "['mean', 'linear', 'proportional'] ('Only 200 rows were scored; give at least 1,000.',)" in largest
    )
    assert float(read) < 1
    assert float(leaky) < 1
    assert len(forecasts.split()) == 2


def test_the_page_on_states(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    predicted, streamed = run_page(DOCS / "state.md", tmp_path)
    assert predicted.splitlines() == ["1,500 rows: a.csv", "500 rows: b.csv"]
    header, *answers = streamed.splitlines()
    assert header == "temperature"
    assert [bool(answer) for answer in answers] == [True] * 6
    assert answers[3].startswith('{"temperature": ')
    assert answers[5] == "null"


def test_the_page_on_scale(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fitted, evaluated, again, tuned = run_page(DOCS / "scale.md", tmp_path)
    assert "12 units in 1 shards, 1 of them fitted now" in fitted
    assert "a fleet of 12 units with 3,600 rows: valve -> flow" in fitted
    assert "3,600 rows: by-pump-7.csv" in fitted
    assert "3,600 rows of 12 units: predicted.csv" in evaluated
    assert re.search(r"\d+ of 12 units beat their best baseline", evaluated)
    assert re.fullmatch(r"(local|global|tuned) \('valve',\)\n", again)
    assert "18 trials, 3 of them to their end" in tuned
    assert "--hidden-size=" in tuned.splitlines()[-1]


def test_the_page_on_scale_names_what_is_there():
    page = (DOCS / "scale.md").read_text(encoding="utf-8")
    known = set()
    for command in (["fleet", "fit"], ["fleet", "info"], ["fleet", "evaluate"], ["tune"], ["predict"]):
        known |= set(re.findall(r"--[a-z][a-z-]+", run_help(*command)))
    assert set(re.findall(r"--[a-z][a-z-]+", page)) - known == set()


def test_the_page_on_forecasting(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    fitted, tested, shops, updated, streamed, timed = run_page(DOCS / "forecasting.md", tmp_path)
    assert "1 series, 24 rows ahead: ahead.csv" in fitted
    assert "forecasts of 1 series, horizon 24, season 24" in fitted
    assert re.match(r"Skill -?\d\.\d+: the forecaster .*, \w+: MASE", tested)
    assert "7 forecasts of 1 series" in tested
    assert "was trained on" not in tested  # the page says that these rows were not seen
    assert "6 series, 14 rows ahead: shops-ahead.csv" in shops
    ahead = Path("shops-ahead.csv").read_text(encoding="utf-8").splitlines()
    assert ahead[0] == "unique_id,ds,cutoff,step,forecast,low-80,high-80,low-90,high-90"
    assert ahead[1].startswith("shop-0,2025-05-01,2025-04-30,1,")
    pictures = ("ahead.png", "backtest.png", "last.png", "shops.png")
    assert all(Path(name).stat().st_size > 10_000 for name in pictures)
    assert "newer.safetensors" in updated
    assert [len(line.split(",")) for line in timed.splitlines()[1:]] == [72, 72]
    header, *answers = streamed.splitlines()
    assert header.startswith("step-1,step-2,")
    assert header.endswith(",high-90-24")
    assert [len(answer.split(",")) for answer in answers] == [72] * 4
    assert answers[3].startswith('{"step-1": ')


def test_the_pages_commands_of_forecasts_are_there():
    """Every option that the page names exists in the command line."""
    page = (DOCS / "forecasting.md").read_text(encoding="utf-8")
    named = set(re.findall(r"--[a-z][a-z-]+", page))
    known = set()
    for command in ("fit", "forecast", "backtest", "stream", "plot", "update"):
        known |= set(re.findall(r"--[a-z][a-z-]+", run_help(command)))
    assert named - known == set()
    assert len(named) > 15


def test_the_page_on_browsers_and_node(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, printed = run_page(DOCS / "wasm.md", tmp_path)
    assert re.search(r"single steps \d\.\de-0\d of the target's scale over 2,000 rows", exported)
    *streamed, last = printed.split()
    stream = elman.load("boiler.safetensors").stream()
    wanted = [stream.step(row) for row in [40, 41.5, np.nan, 60]]
    assert [float(line) for line in streamed] == pytest.approx(wanted, rel=1e-5)
    assert last == "colder"


def test_the_page_on_arduino(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed, _ = run_page(DOCS / "arduino.md", tmp_path)
    assert "arduino: boiler.zip" in listed
    assert {"boiler/library.properties", "boiler/src/boiler.h", "boiler/examples/Rows/Rows.ino"} <= set(
        listed.split()
    )


def test_the_first_hours(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(DOCS.parent / "examples")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", elman.ElmanWarning)
        seen, failed, looked, fitted, compared, _ = run_page(DOCS / "first-hour.md", tmp_path)
    assert "The network has learned the cosine" in seen
    assert failed.count("not learned") == 1
    assert "pump" in looked
    assert fitted.count("on the validation part") == 2
    assert "is best: RMSE" in compared
    assert all(len(line) <= 80 for line in compared.splitlines())
    for name in ("demo", "failed", "eight-units", "compared", "level", "ahead"):
        assert (tmp_path / f"{name}.png").stat().st_size > 5_000
