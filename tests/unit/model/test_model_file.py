"""A model file gives back the very same model, or says in a sentence why it cannot."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from elman.errors import ArgumentError, ModelFileError
from elman.evaluation import METRICS, InputRange
from elman.model import Model
from elman.model.text import describe_model, stored_scores
from elman.network import parameter_shapes
from tests.unit.model.conftest import table


@pytest.fixture
def saved(model, tmp_path):
    path = tmp_path / "model.safetensors"
    model.save(path)
    return path


def rewrite(path, *, tensors=None, record=None):
    """The file with some of its parts replaced; a record of None stays, a tensor of None goes."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        metadata = dict(file.metadata())
    changed = json.loads(metadata["elman"]) | (record or {})
    kept = {name: array for name, array in (load_file(path) | (tensors or {})).items() if array is not None}
    save_file(kept, path, metadata={"elman": json.dumps(changed)})


def test_a_loaded_model_predicts_the_same_bits(model, saved):
    loaded = Model.load(saved)
    unseen = table(90, seed=1)
    np.testing.assert_array_equal(loaded.predict(unseen).values_NO, model.predict(unseen).values_NO)
    assert loaded.record.to_dict() == model.record.to_dict()
    assert loaded.network.fingerprint != ""
    scores, wanted = loaded.evaluate(unseen, skip=5).scores, model.evaluate(unseen, skip=5).scores
    assert scores.to_json() == wanted.to_json()


def test_the_bytes_are_the_files(model, saved):
    # The order of the tensors in the file is not promised, what they hold is.
    again = Model.from_bytes(model.to_bytes())
    unseen = table(90, seed=1)
    np.testing.assert_array_equal(again.predict(unseen).values_NO, model.predict(unseen).values_NO)
    assert again.record.to_dict() == model.record.to_dict()
    assert (
        again.evaluate(unseen).scores.to_json()
        == Model.from_bytes(saved.read_bytes()).evaluate(unseen).scores.to_json()
    )


def test_the_parameters_stand_under_the_names_of_pytorch(model, saved):
    tensors = load_file(saved)
    for name, shape in parameter_shapes(model.record.spec).items():
        assert tensors[name].shape == shape
        assert tensors[name].dtype == np.float32


def test_an_older_file_is_still_there_after_a_failed_save(model, tmp_path, monkeypatch):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"before")

    def fail(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", fail)
    with pytest.raises(ArgumentError, match="No space left on device"):
        model.save(path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_does_not_exist_is_named(model, tmp_path):
    with pytest.raises(ArgumentError, match=r"^model must be in a folder that exists, got .*nowhere"):
        model.save(tmp_path / "nowhere" / "model.safetensors")


SPEC = {
    "input_size": 1,
    "hidden_size": 7,
    "num_layers": 1,
    "output_size": 1,
    "cell": "gru",
    "dropout": 0.0,
}
BROKEN = {
    "missing": (lambda path: path.unlink(), "which is none"),
    "empty": (lambda path: path.write_bytes(b""), "must be a file that elman wrote"),
    "text": (lambda path: path.write_text("u,y\n1,2\n"), "must be a file that elman wrote"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:-9]), "must be a file that elman wrote"),
    "no record": (lambda path: save_file({"a": np.zeros(2)}, path), "without its record"),
    "newer": (lambda path: rewrite(path, record={"format_version": 2}), "format_version must be 1, got 2"),
    "unknown field": (
        lambda path: rewrite(path, record={"colour": 1}),
        "must have the fields .*got 'colour', too",
    ),
    "unknown cell": (lambda path: rewrite(path, record={"spec": SPEC | {"cell": "gur"}}), "gur"),
    "huge": (
        lambda path: rewrite(path, record={"spec": SPEC | {"hidden_size": 10**6, "cell": "lstm"}}),
        r"rnn\.weight_ih_l0 .* must have the shape \(4000000, 1\)",
    ),
    "a tensor less": (lambda path: rewrite(path, tensors={"out.bias": None}), "out.bias .* got nothing"),
    "another shape": (
        lambda path: rewrite(path, tensors={"out.weight": np.zeros((2, 7), np.float32)}),
        r"out\.weight .* must have the shape \(1, 7\) of F32, got \(2, 7\) of F32",
    ),
    "not finite": (
        lambda path: rewrite(path, tensors={"out.bias": np.full(1, np.nan, np.float32)}),
        "out.bias of .* must hold finite numbers",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_a_sentence(case, saved):
    damage, sentence = BROKEN[case]
    damage(saved)
    with pytest.raises(ArgumentError) as caught:
        Model.load(saved)
    assert re.search(sentence, str(caught.value))
    assert case == "not finite" or isinstance(caught.value, ModelFileError)
    if case == "missing":
        return
    with pytest.raises(ArgumentError) as caught:
        Model.from_bytes(saved.read_bytes())
    assert re.search(sentence, str(caught.value))


def test_a_range_for_every_target(model):
    targets = len(model.targets)
    known = InputRange(low_F=np.zeros(targets), high_F=np.ones(targets))
    assert replace(model.record, target_range=known).target_range is known
    with pytest.raises(ArgumentError, match=r"^a record must have the range of each of its \d+ targets"):
        replace(model.record, target_range=InputRange(low_F=known.low_F, high_F=known.high_F[:0]))


def test_warnings_that_are_no_list_are_left_out(model):
    damaged = replace(model.record, validation={**model.record.validation, "warnings": 1.5})
    assert describe_model(damaged)


def test_a_score_that_no_float_holds_is_no_score():
    scores = dict.fromkeys(METRICS, 10**400)
    assert stored_scores({"overall": scores, "targets": {"y": scores}, "baselines": {}}) is None
    scores = dict.fromkeys(METRICS, 10)
    assert stored_scores({"overall": scores, "targets": {"y": scores}, "baselines": {}}) is not None
