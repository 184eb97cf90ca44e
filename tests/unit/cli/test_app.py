"""The command line as a shell sees it."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from elman.cli import run
from elman.cli.app import app

# Too few windows to learn: the demo ends with 1.
FAST = ["--engine", "reference", "--windows", "12", "--points", "4", "--hidden-size", "4"]


def elman(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "elman", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )


def test_demo_prints_the_network_and_the_result_and_leaves_the_picture(tmp_path):
    done = elman("demo", *FAST, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("Network(\n  (rnn): RNN(1, 4, batch_first=True)\n")
    assert "mean loss of the last 20 windows" in done.stdout
    assert "the next 20 pi" in done.stdout
    assert done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["demo.png"]
    assert (tmp_path / "demo.png").read_bytes().startswith(b"\x89PNG")


def test_json_is_all_there_is_on_stdout(tmp_path):
    done = elman("demo", *FAST, "--seed", "3", "--json", "--plot", "a.svg", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    assert len(result["losses"]) == 12
    assert result["final_loss"] == pytest.approx(sum(result["losses"]) / 12)
    assert result["options"]["seed"] == 3
    assert result["plot"] == "a.svg"
    assert set(result["unseen"]) == {"rmse", "largest_error"}
    assert done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


def test_quiet_prints_nothing_and_no_plot_leaves_nothing(tmp_path):
    done = elman("demo", *FAST, "--quiet", "--no-plot", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["demo", "--windows", "0"], "num_windows must be at least 1, got 0"),
        (["demo", "--windows", "many"], "'--windows'"),
        (["demo", "--points", "1"], "num_points must be at least 2, got 1"),
        (["demo", "--hidden-size", "-3"], "hidden_size must be at least 1, got -3"),
        (["demo", "--layers", "0"], "num_layers must be at least 1, got 0"),
        (
            ["demo", "--cell", "gur"],
            "unknown cell 'gur'. Known: gru, lstm, rnn, rnn_relu. Did you mean 'gru'?",
        ),
        (["demo", "--learning-rate", "0"], "learning_rate must be above 0, got 0"),
        (["demo", "--learning-rate", "nan"], "learning_rate must be above 0, got nan"),
        (["demo", "--seed", "-1"], "seed must be a whole number from 0"),
        (["demo", "--engine", "abacus"], "unknown engine 'abacus'"),
        (["demo", "--engine", "reference", "--threads", "0"], "threads must be at least 1, got 0"),
        (["demo", "--recipe", "none"], "unknown recipe 'none'. Known: robust, tutorial."),
        (
            ["demo", "--plot", "demo.gif"],
            "--output (or --plot) must end in .pdf, .png, .svg, got 'demo.gif'. Name a file such as demo",
        ),
        (["demo", "--plot", "no/demo.png"], "--output (or --plot) must be in a folder that exists"),
        (["demo", "--bogus"], "--bogus"),
        (["demo", "extra"], "extra"),
        (["dmo"], "dmo"),
    ],
    ids=" ".join,
)
def test_wrong_input_ends_with_2_one_sentence_and_no_file(arguments, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    if "demo" in arguments and "--engine" not in arguments:
        arguments = [*arguments, "--engine", "reference"]
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" or out.startswith("Network(")
    assert err.startswith("elman: ")
    assert sentence in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_diverging_run_ends_with_2_and_no_picture(tmp_path):
    done = elman("demo", *FAST, "--cell", "rnn_relu", "--learning-rate", "1e200", "--quiet", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("elman: loss must stay finite")
    assert list(tmp_path.iterdir()) == []


def test_the_exit_code_reaches_the_shell(tmp_path):
    done = elman("demo", "--cell", "gur", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("elman: unknown cell 'gur'.")


@pytest.fixture
def long_run(tmp_path):
    """A demo that would take hours; ended whatever becomes of the test."""
    command = [sys.executable, "-u", "-m", "elman", "demo", "--engine", "reference", "--windows", "10000000"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_ctrl_c_ends_with_130_and_no_picture(long_run, tmp_path):
    assert long_run.stdout.readline() == "Network(\n"
    time.sleep(0.2)
    long_run.send_signal(signal.SIGINT)
    _, err = long_run.communicate(timeout=60)
    assert long_run.returncode == 130
    assert err == "elman: interrupted\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["--help"], ["demo", "--help"], ["--version"]], ids=str)
def test_help_and_version_load_nothing_heavy(arguments, tmp_path):
    program = (
        "import sys\n"
        "from elman.cli import run\n"
        f"code = run({arguments!r})\n"
        "heavy = {'torch', 'matplotlib', 'numpy', 'elman.demo', 'elman.engines'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "elman" in done.stdout


OPTIONS = (
    "--windows --points --hidden-size --layers --cell --learning-rate --seed --engine --recipe "
    "--threads --plot --no-plot --json --quiet"
)


def test_every_option_has_a_help_text():
    done = CliRunner().invoke(app, ["demo", "--help"])
    assert done.exit_code == 0
    for name in OPTIONS.split():
        assert re.search(f"[ ,] {name}[ ,]", done.output)
