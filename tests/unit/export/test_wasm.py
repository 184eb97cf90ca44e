"""The module for browsers and Node: what it says beside numbers, and what happens without its tools."""

import json
import os
import subprocess

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.export import TARGETS, export_model, make_up_sample
from tests.unit.export.exportables import make_exportable

WASM = TARGETS["wasm"]


def run_in_node(folder, exportable, script):
    """What a script prints that has the module's names."""
    (folder / "model.mjs").write_bytes(WASM.render(exportable))
    (folder / "script.mjs").write_text(
        f"import {{ Stream, inputs, targets, fingerprint, stateBytes }} from './model.mjs';\n{script}"
    )
    done = subprocess.run(["node", "script.mjs"], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_what_it_says_of_itself(tmp_path):
    exportable = make_exportable("lstm", 2)
    said = run_in_node(
        tmp_path, exportable, "console.log(JSON.stringify([inputs, targets, fingerprint, stateBytes]))"
    )
    preparation, spec = exportable.preparation, exportable.spec
    held = 4 * spec.input_size
    assert said == [
        list(preparation.inputs),
        list(preparation.targets),
        exportable.fingerprint,
        held + 4 * 2 * 2 * spec.hidden_size,
    ]


def test_names_give_names_and_a_state_goes_on_elsewhere(tmp_path):
    script = """
        const row = (i) => inputs.map((_, k) => Math.sin(i + k));
        const named = (i) => Object.fromEntries(inputs.map((name, k) => [name, Math.sin(i + k)]));
        const one = new Stream(), two = new Stream();
        const answers = [];
        for (let i = 0; i < 5; i++) answers.push([one.step(row(i)), Object.values(two.step(named(i)))]);
        const fork = one.fork(), other = new Stream(one.state);
        const next = [one, fork, other].map((stream) => stream.step(row(9)));
        other.reset();
        console.log(JSON.stringify({ answers, next, anew: other.step(row(0)) }));
    """
    found = run_in_node(tmp_path, make_exportable(), script)
    assert all(by_place == by_name for by_place, by_name in found["answers"])
    assert found["next"][0] == found["next"][1] == found["next"][2]
    assert found["anew"] == found["answers"][0][0] != found["next"][0]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("inputs.map(() => Infinity)", "inputs must be finite"),
        ("inputs.map(() => null)", "no input may be missing"),
        ("[]", "row must have"),
    ],
)
def test_a_row_that_is_refused_changes_nothing(row, sentence, tmp_path):
    script = f"""
        const stream = new Stream();
        stream.step(inputs.map(() => 1));
        const before = Array.from(stream.state);
        let said = "nothing";
        try {{ stream.step({row}); }} catch (error) {{ said = error.message; }}
        console.log(JSON.stringify({{ said, same: String(before) === String(Array.from(stream.state)) }}));
    """
    found = run_in_node(tmp_path, make_exportable(missing="error"), script)
    assert found["said"].startswith(sentence)
    assert found["same"] is True


def test_a_state_of_another_size_is_refused(tmp_path):
    script = (
        "try { new Stream(new Uint8Array(3)); } catch (error) { console.log(JSON.stringify(error.message)); }"
    )
    assert run_in_node(tmp_path, make_exportable(), script).startswith("state must be a Uint8Array of ")


def test_names_of_columns_are_shown_and_never_obeyed(tmp_path):
    name = '"; process.exit(3); /* */ ${1} `'
    exportable = make_exportable(inputs=1)
    preparation = exportable.preparation
    object.__setattr__(preparation, "inputs", (name,))
    assert run_in_node(tmp_path, exportable, "console.log(JSON.stringify(inputs))") == [name]


def test_without_clang_there_is_one_sentence_and_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("WASM_CC", "no-such-clang")
    exportable = make_exportable()
    with pytest.raises(
        ArgumentError, match=r"^wasm must be compiled by clang, got no program 'no-such-clang'\. Inst"
    ):
        export_model(exportable, WASM, tmp_path / "model.mjs", sample=make_up_sample(exportable))
    assert list(tmp_path.iterdir()) == []


def test_a_compiler_that_knows_no_webassembly_is_one_sentence(monkeypatch):
    monkeypatch.setenv("WASM_CC", "cc")
    with pytest.raises(ArgumentError, match=r"^wasm must be compiled by clang, got: .*apt install clang lld"):
        WASM.render(make_exportable())


def test_without_node_it_is_written_and_not_checked(tmp_path, monkeypatch):
    monkeypatch.setenv("NODE", "no-such-node")
    exportable = make_exportable()
    exported = export_model(exportable, WASM, tmp_path / "model.mjs", sample=make_up_sample(exportable))
    assert "there is no program 'no-such-node' here" in exported.proof.unchecked
    assert (tmp_path / "model.mjs").stat().st_size > 1000


def test_node_ends_with_its_runner(tmp_path):
    exportable = make_exportable()
    runner = WASM.open(WASM.render(exportable), exportable, tmp_path)
    runner.run(np.ones((2, exportable.spec.input_size)), None)
    process = runner._process.pid
    del runner
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
