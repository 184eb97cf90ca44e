"""`elman stream --id`: lines of many sequences in one pipe, each with a state of its own."""

import json
import subprocess
import sys

import numpy as np
import pytest

import elman
from elman.network import State

HEADER = b"when,unit,u\n"


@pytest.fixture(scope="module")
def model_path(tmp_path_factory):
    u = np.random.default_rng(0).normal(size=120)
    y = np.convolve(u, [0.5, 0.3, 0.1])[:120]
    path = tmp_path_factory.mktemp("ids") / "model.safetensors"
    model = elman.fit(
        {"u": u, "y": y}, inputs="u", targets="y", steps=2, trials=False, hidden_size=3, threads=1
    )
    model.save(path)
    return path


def stream(text, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "elman", "stream", *map(str, arguments)],
        input=text,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.decode()


def rows_of(count, seed):
    random = np.random.default_rng(seed)
    units = random.choice([b"north", b"south", b"east 1"], count)
    return [(unit, b"%.6g" % value) for unit, value in zip(units, random.normal(size=count), strict=True)]


def lines_of(rows):
    return [b"now,%s,%s\n" % row for row in rows]


def alone(rows, model_path):
    """What each line is answered with if its unit has a stream of its own."""
    streams = {unit: elman.load(model_path).stream() for unit, _ in rows}
    return [np.float32(streams[unit].step(float(value))) for unit, value in rows]


def test_each_id_has_the_answers_of_a_stream_of_its_own(model_path):
    rows = rows_of(3000, 1)
    code, out, err = stream(HEADER + b"".join(lines_of(rows)), model_path, "--id", "unit")
    assert (code, out[0]) == (0, b"y")
    assert np.array_equal(np.array(out[1:], np.float32), alone(rows, model_path))
    assert err.splitlines()[0] == "note: columns of stdin that are not read: 'when'."


def test_json_has_ids_too_and_an_array_has_none(model_path):
    rows = rows_of(40, 2)
    lines = [json.dumps({"unit": unit.decode(), "u": float(value)}).encode() + b"\n" for unit, value in rows]
    bad = [b"[1]\n", b'{"u": 1}\n', b'{"u": 1, "unit": ""}\n', b'{"u": 1, "unit": true}\n']
    text = b"".join([*lines[:20], *bad, *lines[20:]])
    code, out, err = stream(text, model_path, "--id", "unit", "--quiet")
    answers = [json.loads(line) for line in out]
    assert (code, answers[20:24]) == (0, [None] * 4)
    found = [np.float32(answer["y"]) for answer in answers[:20] + answers[24:]]
    assert np.array_equal(found, alone(rows, model_path))
    for place, line in enumerate(err.splitlines()):
        assert line.startswith(
            f"elman: line {21 + place}: id 'unit' must have a text or a whole number in every"
        )
    assert len(err.splitlines()) == 4


def test_a_number_is_the_id_that_its_text_is(model_path, tmp_path):
    text = b'{"unit": 7, "u": 1}\n{"unit": "7", "u": 2}\n'
    code, _, _ = stream(text, model_path, "--id", "unit", "--save-state", tmp_path / "s")
    state = State.load(tmp_path / "s")
    assert (code, state.inputs.ids, state.inputs.steps_B.tolist()) == (0, ("7",), [2])


def test_a_bad_line_changes_no_lane_and_strict_stops_all_before_it(model_path, tmp_path):
    rows = rows_of(60, 3)
    lines, clean = lines_of(rows), alone(rows, model_path)
    bad = [b"now,south,abc\n", b"now,,1\n", b"now,north,inf\n"]
    code, out, err = stream(
        HEADER + b"".join([*lines[:30], *bad, *lines[30:]]), model_path, "--id", "unit", "--quiet"
    )
    assert (code, out[31:34], len(err.splitlines())) == (0, [b""] * 3, 3)
    assert np.array_equal(np.array(out[1:31] + out[34:], np.float32), clean)
    for line in bad:
        text = HEADER + b"".join([*lines[:30], line, *lines[30:]])
        code, out, err = stream(text, model_path, "--id", "unit", "--strict", "--save-state", tmp_path / "s")
        assert (code, len(out)) == (2, 31)
        assert "elman: line 32: " in err
        state = State.load(tmp_path / "s")
        counted = {unit.decode(): sum(row[0] == unit for row in rows[:30]) for unit, _ in rows[:30]}
        assert dict(zip(state.inputs.ids, state.inputs.steps_B.tolist(), strict=True)) == counted


def test_a_state_goes_on_by_id_and_lanes_without_rows_rest(model_path, tmp_path):
    rows = rows_of(300, 4)
    clean, saved = alone(rows, model_path), tmp_path / "s"
    first = [row for row in rows[:200] if row[0] != b"east 1"]
    only_north = [row for row in rows[200:] if row[0] == b"north"]
    stream(HEADER + b"".join(lines_of(first)), model_path, "--id", "unit", "--save-state", saved)
    before = State.load(saved)
    code, out, _ = stream(
        HEADER + b"".join(lines_of(only_north)),
        *(model_path, "--id", "unit", "--state", saved, "--save-state", saved),
    )
    assert code == 0
    wanted = [value for row, value in zip(rows[200:], clean[200:], strict=True) if row[0] == b"north"]
    assert np.array_equal(np.array(out[1:], np.float32), wanted)
    after = State.load(saved)
    assert sorted(after.inputs.ids) == ["north", "south"]
    south = [state.select([state.inputs.ids.index("south")]) for state in (before, after)]
    assert np.array_equal(south[0].values_SLBH, south[1].values_SLBH)


def test_no_row_leaves_no_state(model_path, tmp_path):
    code, out, err = stream(HEADER, model_path, "--id", "unit", "--save-state", tmp_path / "s", "--quiet")
    assert (code, out, err) == (0, [b"y"], "")
    assert list(tmp_path.iterdir()) == []
