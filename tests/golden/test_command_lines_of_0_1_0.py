"""Every command line that stood in the README and in docs/ of elman 0.1.0 still works, and every option too.

The lists were collected by hand from the pages at f441cb8 (2026-11-25), and stay as they are: they are what
users have in their scripts. `PROGRAM` stands for the page's next program, which `programs_0_1_0.md` has word
for word. Training is shortened by options that are added to a line, and by no other change.
"""

import os
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from tests.examples.pages import make_commands

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = (HERE / "programs_0_1_0.md").read_text(encoding="utf-8")


class Line(NamedTuple):
    """A command line, the files that it writes, and what makes it short."""

    text: str
    writes: str = ""
    adds: str = ""


PROGRAM = Line("")
CC = "cc -std=c99 -O2 -Wall -Wextra -Werror -pedantic"

PAGES = {
    "README.md": [
        Line("python examples/two_tanks.py", "tanks.csv tanks-test.csv"),
        Line(
            "elman fit tanks.csv --input pump --target level --output tanks.safetensors",
            "tanks.safetensors",
            "--steps 20 --no-trials",
        ),
        Line("elman evaluate tanks.safetensors tanks-test.csv --skip 100"),
        Line("elman plot tanks.safetensors tanks-test.csv --skip 100 --output tanks.png", "tanks.png"),
        Line("elman predict tanks.safetensors tanks-test.csv --output predicted.csv", "predicted.csv"),
        PROGRAM,
        Line(
            "elman predict tanks.safetensors today.csv --output today-predicted.csv --save-state tanks.state",
            "today-predicted.csv tanks.state",
        ),
        Line(
            "elman predict tanks.safetensors tomorrow.csv --output predicted.csv --state tanks.state",
            "predicted.csv",
        ),
        # `tail -f` waits for ever, so it is ended after a while.
        Line("timeout 1 tail -n +1 -f log.csv | elman stream tanks.safetensors"),
        Line("elman export tanks.safetensors tanks-test.csv --output tanks.onnx", "tanks.onnx"),
        PROGRAM,
        Line(
            "elman fit shops.csv --target y --horizon 14",
            "shops.safetensors",
            "--output shops.safetensors --steps 5 --members 1 --no-trials",
        ),
        Line("elman forecast shops.safetensors", "ahead.csv", "--output ahead.csv"),
        Line("elman backtest shops.safetensors shops.csv"),
        PROGRAM,
        Line("elman demo", "demo.png"),
        Line("elman demo --recipe tutorial", "demo.png"),
        Line("elman --version"),
        Line("elman --help"),
    ],
    "docs/c.md": [
        PROGRAM,
        Line("elman export boiler.safetensors boiler.csv --output boiler.c", "boiler.c"),
        PROGRAM,
        Line(f"{CC} -c boiler.c", "boiler.o"),
        Line(f"{CC} main.c boiler.o -o boiler", "boiler"),
        Line("printf '40\\n41.5\\n\\n60\\n' | ./boiler"),
        PROGRAM,
        Line(f"{CC} fork.c boiler.o -o fork", "fork"),
        Line("./fork"),
        Line("cc -std=c99 -DBOILER_SELF_TEST boiler.c -o self-test", "self-test"),
        Line("./self-test"),
    ],
    "docs/engines.md": [PROGRAM, PROGRAM],
    "docs/forecasting.md": [
        PROGRAM,
        Line(
            "elman fit heat.csv --target heat --time time --horizon 24 --rows 0:1272 --steps 200 --members 2 "
            "--output heat.safetensors",
            "heat.safetensors",
            "--steps 20 --no-trials",
        ),
        Line("elman forecast heat.safetensors --output ahead.csv --plot ahead.png", "ahead.csv ahead.png"),
        Line("elman backtest heat.safetensors heat.csv --origins 7 --plot backtest.png", "backtest.png"),
        Line("elman plot heat.safetensors heat.csv --output last.png", "last.png"),
        Line("elman backtest heat.csv --target heat --time time --horizon 24"),
        Line("elman backtest heat.safetensors heat.csv --refit", adds="--origins 1"),
        Line("elman backtest heat.safetensors heat.csv --adaptive --decide smape"),
        Line("elman backtest heat.safetensors heat.csv --levels 50,95"),
        PROGRAM,
        Line(
            "elman fit shops.csv --horizon 14 --future offer --static kind --steps 200 --members 2 "
            "--no-trials --output shops.safetensors",
            "shops.safetensors",
            "--steps 20",
        ),
        Line(
            "elman forecast shops.safetensors shops.csv --output shops-ahead.csv --plot shops.png",
            "shops-ahead.csv shops.png",
        ),
        PROGRAM,
        PROGRAM,
        Line(
            "printf 'heat\\n50\\n\\n60\\n' | elman stream heat.safetensors --first 2025-01-06T00:00 "
            "--levels 90 --save-state heat.state",
            "heat.state",
        ),
        Line("printf '{\"heat\": 55}\\n' | elman stream heat.safetensors --levels 90 --state heat.state"),
    ],
    "docs/onnx.md": [
        PROGRAM,
        Line("elman export boiler.safetensors boiler.csv --output boiler.onnx", "boiler.onnx"),
        PROGRAM,
        Line("python main.py"),
    ],
    "docs/pytorch.md": [
        PROGRAM,
        Line("elman export boiler.safetensors boiler.csv --output boiler.py", "boiler.py"),
        PROGRAM,
        Line("python main.py"),
        PROGRAM,
    ],
    "docs/speed.md": [PROGRAM],
    "docs/state.md": [
        PROGRAM,
        PROGRAM,
        PROGRAM,
        Line(
            "elman predict boiler.safetensors today.csv --output a.csv --save-state boiler.state",
            "a.csv boiler.state",
        ),
        Line(
            "elman predict boiler.safetensors tomorrow.csv --output b.csv --state boiler.state "
            "--save-state boiler.state",
            "b.csv boiler.state",
        ),
        PROGRAM,
        Line(
            "printf 'valve\\n40\\n\\n60\\n' | elman stream boiler.safetensors --state boiler.state "
            "--save-state boiler.state",
            "boiler.state",
        ),
        Line("printf '{\"valve\": 40}\\n[60]\\noops\\n' | elman stream boiler.safetensors"),
        PROGRAM,
        PROGRAM,
        PROGRAM,
    ],
}
"""Lines and programs, page by page, in the page's order."""

SCRIPTS = ["scripts/draw_forecasting.py", "scripts/draw_state.py", "scripts/bench-setup", "scripts/bench"]
"""Named on the pages too; to run them takes minutes."""

OPTIONS = {
    "fit": "output input target id time rows horizon future past static season head levels members lags "
    "level scale difference no-calendar budget steps epochs cell hidden-size layers dropout schedule window "
    "burn-in batch-size learning-rate clip-norm weight-decay patience loss scaling missing validation seed "
    "engine threads no-trials from checkpoint checkpoint-every plot json quiet help",
    "predict": "output input id time rows state save-state quiet help",
    "evaluate": "input target id time rows skip json help",
    "plot": "output input target id time rows skip quiet help",
    "forecast": "output horizon levels rows plot quiet help",
    "backtest": "origins stride first baselines decide adaptive refit levels horizon season target id time "
    "rows plot json help",
    "stream": "format input state save-state strict first levels adaptive quiet help",
    "export": "output to input id time rows json quiet help",
    "info": "json help",
    "demo": "windows points hidden-size layers cell learning-rate seed engine recipe threads plot no-plot "
    "json quiet help",
}
"""Every option of every command of 0.1.0, as its help listed them."""

SERIES = "--target y --id unique_id --time ds"
SHORT = "--hidden-size 2 --steps 4"
USES = [
    "fit pairs.csv --output m.safetensors --input u --target y --id run --time t --rows 0:120 --cell lstm "
    "--hidden-size 3 --layers 2 --dropout 0.1 --schedule carry --window 9 --burn-in 2 --batch-size 2 "
    "--learning-rate 0.01 --clip-norm 0.5 --weight-decay 0.1 --patience 0.9 --loss huber --scaling robust "
    "--missing hold --validation 0.3 --seed 4 --engine native --threads 1 --no-trials --steps 5 "
    "--checkpoint run.checkpoint --checkpoint-every 1s --plot fit.png --json",
    "fit pairs.csv --from m.safetensors --id run --output n.safetensors --epochs 0.5 --quiet",
    "fit pairs.csv --input u,v --target y,z --id run --output w.safetensors --budget 0.1s --hidden-size 2 "
    "--no-trials",
    f"fit shops.csv --output f.safetensors {SERIES} --horizon 3 --future offer --past visitors --static kind "
    f"--season 7 --head direct --levels 60,80 --members 1 --lags 4 --level last --scale deviation "
    f"--difference 7 --no-calendar {SHORT} --no-trials --loss pinball --json",
    "fit heat.csv --output h.safetensors --target heat --time time --horizon 3 --season 24,168 --members 1 "
    "--head segments --budget 0.2s --checkpoint h.checkpoint --plot h.png --validation 0.2 --no-trials",
    f"fit heat.csv --output r.safetensors --target heat --time time --horizon 3 --members 1 --head recursive "
    f"--level median --scale running {SHORT} --loss mse --quiet",
    "predict m.safetensors pairs.csv --input u --id run --time t --rows 0:99 --output p.csv --save-state s "
    "--quiet",
    "predict m.safetensors pairs.csv --id run --rows 99:120 --output p.parquet --state s --save-state s",
    "evaluate m.safetensors pairs.csv --input v --target z --id run --time t --rows 0:99 --skip 3 --json",
    "plot m.safetensors pairs.csv --input u --target y --id run --time t --rows 0:99 --skip 3 --output p.svg "
    "--quiet",
    "forecast f.safetensors shops.csv --output f.csv --horizon 2 --levels 50 --plot f.png --quiet",
    "forecast h.safetensors heat.csv --rows 0:150 --output h.parquet",
    f"backtest shops.csv {SERIES} --horizon 3 --season 7 --origins 2 --stride 2 --first 9 --decide mae "
    "--baselines naive,drift --plot b.png --rows 0:210 --json",
    "backtest r.safetensors heat.csv --origins 2 --adaptive --levels 50 --refit --json",
    "plot f.safetensors shops.csv --output f.pdf",
    "export m.safetensors pairs.csv --to c --input u --id run --time t --rows 0:99 --output m.c --json",
    "export m.safetensors --output m.py --quiet",
    "info m.safetensors --json",
    "info f.safetensors",
    "demo --windows 5 --points 5 --hidden-size 3 --layers 2 --cell gru --learning-rate 0.01 --seed 1 "
    "--engine native --recipe tutorial --threads 1 --plot d.png --json",
    "demo --windows 5 --no-plot --quiet",
]
"""Lines that use every option of 0.1.0 but those of `stream` and `--help`."""
STREAM_USES = [
    ("m.safetensors --format csv --input u --save-state l --strict --quiet", "u\n0.5\n\n"),
    ("m.safetensors --format json --state l", "[0.5]\n"),
    ("h.safetensors --first 2025-01-06T00:00 --levels 50,60 --adaptive --save-state k", "heat\n50\n"),
    ("h.safetensors --state k --levels 50,60 --adaptive", '{"heat": 50}\n'),
]
"""Options of `stream`, and what goes in."""


NOW_FLOAT64 = {
    "docs/c.md": [("float ", "double ")],
    "docs/onnx.md": [("60], np.float32)", "60], np.float64)")],
    "docs/state.md": [("np.float32([*first, *rest[:, 0]])", "np.array([*first, *rest[:, 0]])")],
}
"""What a program of 0.1.0 says of numbers, which were float32 then, and what it has to say now."""


def programs_of(page):
    """The programs of a page, in order: the language and the text."""
    part = PROGRAMS.split(f"## {page}\n", 1)[1].split("\n## ", 1)[0]
    for old, new in NOW_FLOAT64.get(page, ()):
        assert old in part
        part = part.replace(old, new)
    return re.findall(r"```(python|c)\n(.*?)```", part, re.DOTALL)


def run_program(language, code, namespace):
    """A program in its page's namespace; one that says what its file is called becomes that file."""
    file = re.match(r"(?:#|/\*) (\w+\.(?:c|py)):", code)
    if file:
        Path(file[1]).write_text(code, encoding="utf-8")
    else:
        assert language == "python"
        exec(compile(code, "a program of 0.1.0", "exec"), namespace)


def call(words):
    """`python -m elman WORDS` in here: its exit code."""
    before, interrupt = sys.argv, signal.getsignal(signal.SIGINT)
    sys.argv = ["elman", *words]
    try:
        runpy.run_module("elman", run_name="__main__")
    except SystemExit as end:
        return end.code or 0
    finally:
        sys.argv = before
        signal.signal(signal.SIGINT, interrupt)  # the command ignores it at its end
    return 0


def run_shell(line, folder):
    """A line that takes more than elman, as typed: its exit code."""
    environment = {"PATH": f"{folder / '.commands'}:{os.environ['PATH']}"}
    environment["PYTHONWARNINGS"] = "error,ignore::DeprecationWarning"
    return subprocess.run(
        ["bash", "-eu", "-c", line], cwd=folder, env=os.environ | environment, timeout=120, check=False
    ).returncode


def run_line(line, folder, capfd):
    """Runs a line and looks at its files; returns what it printed."""
    for name in line.writes.split():
        if name not in line.text.partition("--save-state")[0]:
            (folder / name).unlink(missing_ok=True)
    words = shlex.split(f"{line.text} {line.adds}")
    alone = words[0] == "elman" and "|" not in words
    code = call(words[1:]) if alone else run_shell(f"{line.text} {line.adds}", folder)
    out, err = capfd.readouterr()
    assert code == 0, f"{line.text}\n{out}\n{err}"
    assert all((folder / name).stat().st_size > 0 for name in line.writes.split()), line.text
    return out


def write_inputs_of_the_readme():
    """The tables that it speaks of, and leaves to the reader."""
    shutil.copytree(ROOT / "examples", "examples")
    for name in ("today.csv", "tomorrow.csv", "log.csv"):
        rows = [f"{row},{1 + row % 7}" for row in range(30)]
        Path(name).write_text("\n".join(["seconds,pump", *rows]) + "\n", encoding="utf-8")
    days = np.datetime64("2024-01-01") + np.arange(120)
    rows = [f"{shop},{day},{10 + row % 7}" for shop in "ab" for row, day in enumerate(days)]
    Path("shops.csv").write_text("\n".join(["unique_id,ds,y", *rows]) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A place to work in, with the commands for a shell; one thread: those of BLAS wait by spinning."""
    monkeypatch.chdir(tmp_path)
    for name in ("ELMAN_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    make_commands(tmp_path)
    with threadpool_limits(1):
        yield tmp_path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_a_page_works(page, folder, capfd):
    if page == "README.md":
        write_inputs_of_the_readme()
    programs, namespace = programs_of(page), {}
    for line in PAGES[page]:
        if line is PROGRAM:
            run_program(*programs.pop(0), namespace)
            continue
        printed = run_line(line, folder, capfd)
        assert printed or "cc " in line.text, line.text
    assert programs == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_that_the_pages_name_is_there(name):
    assert (ROOT / name).is_file()


def test_make_knows_what_the_readme_asks_of_it():
    """Shown and not done: `make demo` builds elman, and `make test` is what runs this."""
    shown = subprocess.run(["make", "--dry-run", "demo", "test"], cwd=ROOT, capture_output=True, check=True)
    assert b"elman demo" in shown.stdout


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_option_is_used_and_works(folder, capfd):
    for name in ("pairs.csv", "heat.csv", "shops.csv"):
        shutil.copy(HERE / "files_0_1_0" / name, folder)
    for line in USES:
        # A demo of 5 windows has not learned the cosine, and says so since with its exit code.
        wanted = 1 if line.startswith("demo") else 0
        assert call(line.split()) == wanted, f"{line}\n{capfd.readouterr().err}"
    for line, rows in STREAM_USES:
        words = [sys.executable, "-m", "elman", "stream", *line.split()]
        done = subprocess.run(words, input=rows, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stdout
    files = ["m", "n", "w", "f", "h", "r"]
    assert all(Path(f"{name}.safetensors").stat().st_size for name in files)
    pictures = ["fit.png", "h.png", "p.svg", "f.png", "b.png", "f.pdf", "d.png"]
    assert all(Path(name).stat().st_size > 1_000 for name in pictures)
    assert not list(folder.glob("*.checkpoint*"))


def test_the_uses_are_of_every_option():
    lines = [*USES, *(f"stream {line}" for line, _ in STREAM_USES)]
    for command, options in OPTIONS.items():
        used = {word[2:] for line in lines if line.startswith(f"{command} ") for word in line.split()}
        assert set(options.split()) - {"help"} - used == set()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("command", "option"), [(name, option) for name, options in OPTIONS.items() for option in options.split()]
)
def test_an_option_is_accepted_by_the_parser(command, option, folder, capfd):
    """Each by itself: the line lacks arguments, but is not told that there is no such option."""
    call([command, f"--{option}"])
    assert "no such option" not in capfd.readouterr().err.lower()


@pytest.mark.parametrize("command", OPTIONS)
def test_an_option_that_never_was_is_refused(command, folder, capfd):
    assert call([command, "--never-was"]) == 2
    assert "no such option: --never-was" in capfd.readouterr().err.lower()
