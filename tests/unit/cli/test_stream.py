"""`elman stream` as a shell sees it: pipes in, pipes out, signals, saved states."""

import json
import os
import signal
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

import elman
from elman.cli import run
from elman.data import read_sequences
from elman.engines import get_engine
from elman.model import Model, Record
from elman.model.fitting.prepared import DataOptions, prepare_data
from elman.network import NetworkSpec, State
from elman.network.losses import MSE
from elman.optimizers import Adam

HEADER = b"pressure,valve,note\n"


def make_rows(num_rows, seed):
    random = np.random.default_rng(seed)
    return np.stack([random.normal(5, 1, num_rows), random.uniform(0, 100, num_rows)], axis=1)


def lines_of(rows):
    return [b"%.17g,%.17g,text_1\n" % tuple(row) for row in rows]


@pytest.fixture(scope="module")
def model_path(tmp_path_factory):
    """Two inputs, two targets; valve before pressure, and so not in the order of the lines."""
    rows = make_rows(300, 0)
    table = {"pressure": rows[:, 0], "valve": rows[:, 1], "heat": rows.sum(axis=1), "flow": rows[:, 0] ** 2}
    inputs, targets = ("valve", "pressure"), ("heat", "flow")
    sequences = read_sequences(table, inputs=inputs, targets=targets)
    data = prepare_data(sequences, inputs=inputs, targets=targets, options=DataOptions())
    spec = NetworkSpec(input_size=2, hidden_size=6, num_layers=2, output_size=2, cell="lstm")
    record = Record(
        spec=spec,
        preparation=data.preparation,
        training_range=data.training_range,
        options={},
        steps=0,
        data_fingerprint=data.fingerprint,
        validation={},
        elman_version="0.1.0",
    )
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=5)
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    Model(record, network, data.baselines).save(path)
    return path


def command(*arguments):
    return [sys.executable, "-m", "elman", "stream", *map(str, arguments)]


def start(*arguments, **options):
    return subprocess.Popen(
        command(*arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        **options,
    )


def stream(text, *arguments):
    """Returns the exit code, stdout's lines and stderr."""
    with start(*arguments) as process:
        out, err = process.communicate(text, timeout=60)
    return process.returncode, out.decode().splitlines(), err.decode()


def numbers(lines):
    return np.array([[float(cell) for cell in line.split(",")] for line in lines])


def test_it_says_what_predict_says(model_path, tmp_path):
    rows = make_rows(5000, 1)
    text = HEADER + b"".join(lines_of(rows))
    code, out, err = stream(text, model_path, "--quiet")
    assert (code, out[0], err) == (0, "heat,flow", "")
    (tmp_path / "rows.csv").write_bytes(text)
    assert (
        run(["predict", str(model_path), str(tmp_path / "rows.csv"), "--output", str(tmp_path / "p.csv")])
        == 0
    )
    predicted = pl.read_csv(tmp_path / "p.csv", schema_overrides={"heat": pl.Float64, "flow": pl.Float64})
    assert np.array_equal(numbers(out[1:]), predicted.select("heat", "flow").to_numpy())


def test_a_line_is_answered_before_the_next_one_is_there(model_path):
    rows = make_rows(20, 2)
    expected = elman.load(model_path).stream()
    with start(model_path, "--quiet") as process:
        process.stdin.write(HEADER)
        process.stdin.flush()
        assert process.stdout.readline() == b"heat,flow\n"
        for row, line in zip(rows, lines_of(rows), strict=True):
            process.stdin.write(line[:3])
            process.stdin.flush()
            process.stdin.write(line[3:])
            process.stdin.flush()
            answer = numbers([process.stdout.readline().decode()])[0]
            assert np.array_equal(answer, expected.step(row[::-1].copy()))
        process.stdin.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""


def test_a_bad_line_has_an_empty_answer_and_changes_nothing(model_path):
    good = lines_of(make_rows(6, 3))
    bad = [b"1,abc,x\n", b"1\n", b"\n", b"5,inf,x\n", b"1e38,1e300,x\n"]
    code, out, err = stream(HEADER + b"".join([*good[:3], *bad, *good[3:]]), model_path, "--quiet")
    _, clean, _ = stream(HEADER + b"".join(good), model_path, "--quiet")
    assert code == 0
    assert out == [*clean[:4], *[","] * len(bad), *clean[4:]]
    said = err.splitlines()
    assert [line.split(":")[1].strip() for line in said] == ["line 5", "line 6", "line 7", "line 8", "line 9"]
    assert said[0] == (
        "elman: line 5: input 'valve' must be a number, got 'abc'. The stream is as it was before."
    )
    assert "input 'valve' must be finite" in said[3]


def test_a_line_that_is_no_csv_has_an_empty_answer_and_loses_nothing_else(model_path):
    good = lines_of(make_rows(3000, 9))
    bad = [
        *(
            b'3,"a"\rb,x\n',
            b'5,50,"' + b"x" * (1 << 18) + b'"\n',
            b"5\r6,50,x\n",
            b'5,50,"x\n',
            b"5,\x00,x\n",
        ),
        *(b"5,\xff,x\n", b"5,\xed\xa0\x80,x\n", b"5," + b"1" * 5000 + b",x\n"),
        b"5,50," + b"x" * (1 << 24) + b"\n",
    ]
    lines = [*good[:1500], *bad, *good[1500:]]
    code, out, err = stream(b"\xef\xbb\xbf" + HEADER + b"".join(lines), model_path, "--quiet")
    _, clean, _ = stream(HEADER + b"".join(good), model_path, "--quiet")
    assert code == 0
    assert out == [*clean[:1501], *[","] * len(bad), *clean[1501:]]
    places = [f"elman: line {1502 + place}: " for place in range(len(bad))]
    for said, place in zip(err.splitlines(), places, strict=True):
        assert said.startswith(place)
        assert said.endswith(("The stream is as it was before.", "Nothing has changed."))


def test_a_long_line_of_readable_cells_is_read(model_path):
    names = b",".join(b"x%d" % number for number in range(50_000))
    cells = b",".join([b"7"] * 50_000)
    text = HEADER.replace(b"note", names) + b"5,50," + cells + b"\n5,50," + b"x" * (1 << 20) + b"\n"
    code, out, err = stream(text, model_path)
    _, clean, _ = stream(HEADER + b"5,50,x\n", model_path)
    assert (code, out) == (0, [*clean, ","])
    assert "not read: 'x0', 'x1', 'x2', 'x3', 'x4' and 49995 more. If one" in err
    code, out, _ = stream(HEADER + b"5,50," + b"x" * (1 << 20) + b"\n", model_path)
    assert out == clean


@pytest.mark.parametrize("bad", [b"1,abc,x\n", b"5,inf,x\n"])
def test_strict_stops_before_a_bad_line_and_saves_the_state(bad, model_path, tmp_path):
    good, saved = lines_of(make_rows(6, 4)), tmp_path / "state.safetensors"
    text = HEADER + b"".join([*good[:4], bad, *good[4:]])
    code, out, err = stream(text, model_path, "--strict", "--save-state", saved)
    _, clean, _ = stream(HEADER + b"".join(good), model_path)
    assert code == 2
    assert out == clean[:5]
    assert "elman: line 6: input 'valve' must be " in err.splitlines()[-1]
    assert State.load(saved).inputs.steps_B.tolist() == [4]


def test_a_state_saved_and_continued_is_one_run_to_the_bit(model_path, tmp_path):
    lines, saved = lines_of(make_rows(400, 5)), tmp_path / "state.safetensors"
    lines[57] = b",,\n"  # held over the cut
    _, whole, _ = stream(HEADER + b"".join(lines), model_path, "--quiet")
    parts = []
    for first, last in [(0, 1), (1, 57), (57, 58), (58, 400)]:
        state = ["--state", saved] if first else []
        text = HEADER + b"".join(lines[first:last])
        code, out, err = stream(text, model_path, "--quiet", *state, "--save-state", saved)
        assert (code, err) == (0, "")
        parts += out[1:]
    assert parts == whole[1:]
    assert State.load(saved).inputs.steps_B.tolist() == [400]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_after_the_state_is_saved(number, code, model_path, tmp_path):
    saved = tmp_path / "state.safetensors"
    lines = lines_of(make_rows(3, 6))
    with start(model_path, "--quiet", "--save-state", saved) as process:
        process.stdin.write(HEADER + b"".join(lines) + b"half a li")
        process.stdin.flush()
        for _ in range(4):
            process.stdout.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, b"")
    assert err == (b"elman: interrupted\n" if code == 130 else b"")
    assert State.load(saved).inputs.steps_B.tolist() == [3]


def test_a_signal_ends_it_while_nobody_takes_the_answers(model_path, tmp_path):
    saved = tmp_path / "state.safetensors"
    (tmp_path / "rows.csv").write_bytes(HEADER + b"1,2,x\n" * 60_000)
    with (
        open(tmp_path / "rows.csv", "rb") as source,
        subprocess.Popen(
            command(model_path, "--quiet", "--save-state", saved), stdin=source, stdout=subprocess.PIPE
        ) as process,
    ):
        assert process.stdout.read(1)  # the pipe fills up behind it
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
    assert saved.exists()


def test_a_reader_that_has_enough_ends_it_without_a_word(model_path, tmp_path):
    saved = tmp_path / "state.safetensors"
    with start(model_path, "--quiet", "--save-state", saved) as process:
        process.stdin.write(HEADER + b"1,2,x\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.readline()
        process.stdout.close()
        # No further line is needed to find out.
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""
    assert State.load(saved).inputs.steps_B.tolist() == [1]


def test_a_reader_that_leaves_within_a_block_ends_it_too(model_path, tmp_path):
    (tmp_path / "rows.csv").write_bytes(HEADER + b"1,2,x\n" * 60_000)
    shell = f"{' '.join(command(model_path, '--quiet'))} < rows.csv | head -3; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 3


def test_a_reader_of_complaints_that_leaves_ends_nothing_worse(model_path, tmp_path):
    (tmp_path / "rows.csv").write_bytes(HEADER + b"5,bad,x\n5,1000,x\n" * 20_000)
    call = " ".join(command(model_path, "--save-state", tmp_path / "s.safetensors"))
    for pipe in ("2>&1", "2>&1 >/dev/null"):
        shell = f"{call} < rows.csv {pipe} | head -3; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(
            ["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) == 3
    assert State.load(tmp_path / "s.safetensors").inputs.steps_B.tolist() == [20_000]


def test_a_last_line_without_an_end_is_a_line_and_returns_are_no_part_of_one(model_path):
    lines = lines_of(make_rows(3, 7))
    _, expected, _ = stream(HEADER + b"".join(lines), model_path)
    _, out, _ = stream((HEADER + b"".join(lines)).rstrip(b"\n"), model_path)
    assert out == expected
    _, out, _ = stream((HEADER + b"".join(lines)).replace(b"\n", b"\r\n"), model_path)
    assert out == expected


def test_json_lines_are_answered_in_kind(model_path):
    rows = make_rows(3, 8)
    expected = elman.load(model_path).stream()
    texts = [
        json.dumps({"pressure": float(rows[0, 0]), "valve": float(rows[0, 1]), "time": "now"}),
        json.dumps([float(rows[1, 1]), float(rows[1, 0])]),
        "not JSON",
        json.dumps({"pressure": float(rows[2, 0]), "valve": None}),
    ]
    code, out, err = stream("\n".join(texts).encode(), model_path)
    assert code == 0
    first, second, bad, last = map(json.loads, out)
    assert bad is None
    first_O, second_O, last_O = (
        expected.step(row[::-1].copy()) for row in (rows[0], rows[1], np.array([rows[2, 0], np.nan]))
    )
    assert np.array_equal(np.array([first["heat"], first["flow"]]), first_O)
    assert np.array_equal(np.array(second), second_O)
    assert np.array_equal(np.array([last["heat"], last["flow"]]), last_O)
    assert "elman: line 3: a line must be JSON" in err
    assert "note: line 4: The input 'valve' is missing. The last known value is held." in err


def test_health_is_told_once_at_once_and_summed_up_at_the_end(model_path):
    text = HEADER + b"5,50,x\n5,nonsense,x\n5,1000,x\n5,1000,x\n,50,x\n"
    code, _, err = stream(text, model_path)
    assert code == 0
    notes = [line.removeprefix("note: ") for line in err.splitlines() if line.startswith("note: ")]
    unread = notes.pop(0)
    assert unread == (
        "columns of stdin that are not read: 'note'. If one tells sequences apart, name it with --id."
    )
    assert notes[0].startswith("line 4: The input 'valve' is above its training range (")
    assert notes[1] == "line 6: The input 'pressure' is missing. The last known value is held."
    assert "in 2 of 4 rows" in notes[2]
    assert "was missing in 1 of 4 rows" in notes[3]
    assert len(notes) == 4


@pytest.mark.parametrize(
    ("text", "arguments", "sentence"),
    [
        (
            b"pressure,vlave\n1,2\n",
            [],
            "unknown column of stdin 'valve'. Known: pressure, vlave. Did you mean",
        ),
        (b"1,2\n", [], "the first line must be a header that names 'valve', got the numbers '1,2'"),
        (b"pressure,valve\r5,50\r6,50\r", [], "stdin must end its lines with a line feed, got a carriage"),
        (
            b'pressure,"valve"\rx\n',
            [],
            "a line must be CSV, got 'pressure,\"valve\"\\rx' (new-line character",
        ),
        (HEADER, ["--id", "unit"], "unknown column of stdin 'unit'. Known: note, pressure, valve."),
        (HEADER, ["--id", "valve"], "--id must be a column that is no input, got 'valve'. Name another"),
        (b"\x00\x01\n", [], "stdin must be lines of text"),
        (HEADER, ["--format", "jsn"], "unknown format 'jsn'. Known: csv, json. Did you mean 'json'?"),
        (HEADER, ["--input", "valve"], "--input must name 2 columns"),
        (HEADER, ["--state", "none.safetensors"], "state must be a file"),
        (HEADER, ["--save-state", "no/state.safetensors"], "save-state must be in a folder that exists"),
    ],
    ids=str,
)
def test_wrong_input_ends_with_2_and_one_sentence(text, arguments, sentence, model_path):
    code, out, err = stream(text, model_path, *arguments)
    assert (code, out) == (2, [])
    assert err.startswith(f"elman: {sentence}")
    assert err.count("\n") == 1


def test_other_columns_may_stand_for_the_inputs(model_path):
    line = b"5,50\n"
    _, expected, _ = stream(b"pressure,valve\n" + line, model_path)
    _, out, _ = stream(b"p;v\n" + line.replace(b",", b";"), model_path, "--input", "v,p")
    assert [cells.replace(";", ",") for cells in out] == expected


@pytest.mark.parametrize("text", [b"", HEADER], ids=["nothing", "a header alone"])
def test_a_stream_without_rows_is_none(text, model_path, tmp_path):
    code, out, err = stream(text, model_path, "--save-state", tmp_path / "s.safetensors")
    assert (code, out, err) == (0, ["heat,flow"] if text else [], "")
    assert State.load(tmp_path / "s.safetensors").inputs.steps_B.tolist() == [0]


def test_a_full_disk_and_a_closed_stdin_are_sentences(model_path):
    full = subprocess.run(
        ["bash", "-c", f"{' '.join(command(model_path))} > /dev/full"],
        input=HEADER + b"1,2,x\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert full.returncode == 2
    assert full.stderr.startswith(b"elman: stdout must take the answers, got an error: No space left")
    closed = subprocess.run(
        ["bash", "-c", f"{' '.join(command(model_path))} <&-"], capture_output=True, check=False, timeout=60
    )
    assert closed.returncode == 2
    assert closed.stderr.startswith(b"elman: stdin and stdout must be open")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals here")
def test_notes_fold_at_the_width_of_the_terminal_that_shows_them(model_path):
    """Of 60 columns; the answers go into a pipe meanwhile, and no pipe has its lines folded."""
    import termios

    columns = ",".join(["pressure", "valve", *(f"a rather long name {number}" for number in range(6))])
    lines = f"{columns}\n5,50,1,2,3,4,5,6\n".encode()
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 60))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        command(model_path), input=lines, stdout=subprocess.PIPE, stderr=theirs, env=environment, check=True
    )
    shown = os.read(ours, 65536).decode().splitlines()
    os.close(ours)
    os.close(theirs)
    assert done.stdout.splitlines()[0] == b"heat,flow"
    assert max(map(len, shown)) <= 60
    told = subprocess.run(
        command(model_path), input=lines, capture_output=True, text=False, check=True
    ).stderr
    assert " ".join(" ".join(shown).split()) == " ".join(told.decode().split())
    assert len(shown) > len(told.decode().splitlines())
