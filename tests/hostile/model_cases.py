"""Ways in which a model file can be damaged, and the sentence that answers each."""

import json
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

NAN = np.full((1, 2), np.nan, np.float32)
DAMAGED = r".*'bad\.safetensors'.*"


def rewrite(path, *, tensors=None, **record):
    """The file with tensors and fields of its record replaced; None takes a tensor away."""
    with safe_open(path, framework="numpy") as file:
        metadata = json.loads(file.metadata()["elman"])
    for name, value in record.items():
        metadata[name] = value(metadata[name]) if callable(value) else value
    kept = {name: array for name, array in (load_file(path) | (tensors or {})).items() if array is not None}
    save_file(kept, path, metadata={"elman": json.dumps(metadata)})


def cut(length):
    """Keeps the first bytes; a negative length cuts at the end."""
    return lambda path: path.write_bytes(path.read_bytes()[:length])


def record_text(text):
    """Replaces the whole record."""
    return lambda path: save_file(load_file(path), path, metadata={"elman": text})


def half_a_baseline(path):
    """Takes one of the linear baseline's arrays away."""
    rewrite(
        path, tensors={next(name for name in load_file(path) if name.startswith("baseline.linear")): None}
    )


def two_inputs(preparation):
    """A preparation for one input more than the network has."""
    scaling = {"method": "standard", "centre_C": [0, 0], "scale_C": [1, 1]}
    return preparation | {"inputs": ["u", "v"], "input_scaling": scaling}


MODEL_CASES = {
    "missing": (Path.unlink, r"model must be a file, got 'bad\.safetensors', which is none"),
    "folder": (lambda path: (path.unlink(), path.mkdir()), r"model must be a file, got"),
    "empty": (cut(0), r"model must be a file that elman wrote, got 'bad\.safetensors'"),
    "text": (lambda path: path.write_text("u,y\n1,2\n"), r"model must be a file that elman wrote, got"),
    "cut in the header": (cut(50), r"model must be a file that elman wrote, got"),
    "cut at the end": (cut(-9), r"model must be a file that elman wrote, got"),
    "longer": (
        lambda path: path.write_bytes(path.read_bytes() + b"more"),
        r"model must be a file that elman wrote",
    ),
    "other tensors": (lambda path: save_file({"a": np.zeros(2)}, path), r".* without its record"),
    "newer format": (
        lambda path: rewrite(path, format_version=2),
        rf"{DAMAGED} format_version must be 1, got 2\. Read the file with the version of elman that wrote it",
    ),
    "record is a list": (record_text("[1]"), rf"{DAMAGED}a record must hold named fields, got list"),
    "record is no json": (record_text("{"), r"the record of 'bad\.safetensors' is damaged"),
    "field missing": (
        record_text('{"format_version": 1}'),
        rf"the record of {DAMAGED}the record must have the fields data_fingerprint, .*got no spec",
    ),
    "field unknown": (lambda path: rewrite(path, spec={"nope": 1}), r"the record of .* is damaged"),
    "preparation is a number": (lambda path: rewrite(path, preparation=3), r"the record of .* is damaged"),
    "options are a number": (
        lambda path: rewrite(path, options=3),
        rf"{DAMAGED}options must be a record of named fields, got 3",
    ),
    "validation is a list": (
        lambda path: rewrite(path, validation=[3]),
        rf"{DAMAGED}validation must be a record",
    ),
    "steps are text": (
        lambda path: rewrite(path, steps="x"),
        rf"{DAMAGED}steps must be a whole number from 0",
    ),
    "range of other inputs": (
        lambda path: rewrite(path, training_range={"low": [0, 0], "high": [1, 1]}),
        r"the record of .* is damaged \(a record must have as many inputs and targets as its network",
    ),
    "range is a list": (lambda path: rewrite(path, training_range=[]), r"the record of .* is damaged"),
    "more inputs than the network": (
        lambda path: rewrite(path, preparation=two_inputs),
        r"the record of .* is damaged \(a record must have as many inputs",
    ),
    "scale of 0": (
        lambda path: rewrite(
            path, preparation=lambda own: own | {"input_scaling": own["input_scaling"] | {"scale_C": [0]}}
        ),
        r"the record of .* is damaged",
    ),
    "huge network": (
        lambda path: rewrite(path, spec=lambda spec: spec | {"hidden_size": 10**6}),
        r"rnn\.weight_ih_l0 of 'bad\.safetensors' must have the shape",
    ),
    "NaN weight": (lambda path: rewrite(path, tensors={"out.weight": NAN}), r"out\.weight of .* finite"),
    "infinite weight": (
        lambda path: rewrite(path, tensors={"out.weight": np.full_like(NAN, np.inf)}),
        r"out\.weight of 'bad\.safetensors' must hold finite numbers",
    ),
    "double weight": (
        lambda path: rewrite(path, tensors={"out.weight": np.zeros((1, 2))}),
        r"out\.weight of .* must have the shape \(1, 2\) of F32, got \(1, 2\) of F64",
    ),
    "weight missing": (
        lambda path: rewrite(path, tensors={"out.weight": None}),
        r"out\.weight of .* got nothing",
    ),
    "half a baseline": (half_a_baseline, r"the baselines of 'bad\.safetensors' are damaged"),
    "NaN baseline": (
        lambda path: rewrite(path, tensors={"baseline.mean.mean_O": np.array([np.nan])}),
        r"baseline\.mean\.mean_O of 'bad\.safetensors' must hold finite numbers",
    ),
}
