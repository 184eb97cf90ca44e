"""Uses the files that elman 0.1.0 wrote as their owner would, and writes down everything that comes out.

    python -m tests.golden.replay_0_1_0 FILES RESULTS

0.1.0 itself ran it once for `files_0_1_0/results`; the test runs it with the elman of today and compares.
It calls nothing but what a user of 0.1.0 could call.
"""

import ast
import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

import elman
from tests.golden.fits_0_1_0 import CHECKPOINTS, FORECASTERS, MODELS, table_of

OLD_NAMES = {
    "values": ("values_NO",),
    "point": ("point_MK", "point_K"),
    "low": ("low_LMK", "low_LK"),
    "high": ("high_LMK", "high_LK"),
}
"""What 0.1.0 called an array of a result, by its plain name."""
TIMES = ("seconds",)
"""Keys of JSON that differ from run to run."""


def array(result, name):
    """An array of a result under its plain name, or under that of 0.1.0."""
    known = next(called for called in (name, *OLD_NAMES[name]) if hasattr(result, called))
    return np.asarray(getattr(result, known))


def command(line):
    """Runs `elman LINE` in here, as `python -m elman` does, and returns what it printed."""
    printed, before = StringIO(), sys.argv
    sys.argv = ["elman", *line.split()]
    try:
        with redirect_stdout(printed):
            runpy.run_module("elman", run_name="__main__")
    except SystemExit as end:
        assert not end.code, f"elman {line} ended with {end.code}"  # noqa: PT017
    finally:
        sys.argv = before
    return printed.getvalue()


def stream(line, rows):
    """Runs `elman stream LINE` in a process of its own, for it reads and writes pipes."""
    words = [sys.executable, "-m", "elman", "stream", *line.split()]
    return subprocess.run(words, input=rows, capture_output=True, text=True, check=True).stdout


def rows_of(table, columns, first, last):
    """Some rows of a table as lines for a stream."""
    lines = [line.split(",") for line in Path(table).read_text(encoding="utf-8").splitlines()]
    places = [lines[0].index(column) for column in columns]
    kept = [lines[0], *lines[1 + first : 1 + last]]
    return "".join(",".join(line[place] for place in places) + "\n" for line in kept)


class Results:
    """The folder that everything goes to."""

    def __init__(self, folder):
        self.folder = folder

    def keep(self, name, result):
        """An array, a text, or what becomes JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(result, np.ndarray):
            np.save(path.with_name(path.name + ".npy"), np.ascontiguousarray(result))
        elif isinstance(result, str):
            path.with_name(path.name + ".txt").write_text(result, encoding="utf-8")
        else:
            path.with_name(path.name + ".json").write_text(json.dumps(result), encoding="utf-8")


def without_times(tree):
    """JSON without what a clock said."""
    if isinstance(tree, dict):
        return {name: without_times(value) for name, value in tree.items() if name not in TIMES}
    return [without_times(value) for value in tree] if isinstance(tree, list) else tree


def printed_json(line):
    return without_times(json.loads(command(f"{line} --json")))


def digest(content):
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def code_of_c(path):
    """A C file without comments and white space: its sentences may be put better."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return "".join(code.split())


def graph_of(path):
    """An ONNX file's graph without its documentation."""
    import onnx

    graph = onnx.load(path).graph
    graph.ClearField("doc_string")
    return graph.SerializeToString(deterministic=True)


def weights_of(path):
    """The weights, by name, that a PyTorch file loads, and whether it says what the model says."""
    functions = {node.name for node in ast.parse(path.read_text("utf-8")).body if hasattr(node, "name")}
    assert "load_model" in functions
    module = runpy.run_path(str(path))["load_model"]()
    return {name: digest(tensor.numpy().tobytes()) for name, tensor in module.state_dict().items()}


def keep_exports(results, name, model):
    """What is written for other runtimes; each was run beside the model before that."""
    written = {}
    for suffix, look in (("c", code_of_c), ("onnx", graph_of), ("py", weights_of)):
        path = Path(f"exported_{name.replace('-', '_')}.{suffix}")
        command(f"export {model} fresh.csv --output {path} --quiet")
        found = look(path)
        written[suffix] = found if isinstance(found, dict) else digest(found)
    results.keep(f"models/{name}/exports", written)


def replay_model(results, name):
    """Predictions, scores, states, streams and exports of a model, and its fit once more."""
    file, where = f"models/{name}.safetensors", f"models/{name}"
    model = elman.load(file)
    results.keep(f"{where}/predicted", array(model.predict("fresh.csv", id="run"), "values"))
    # The state is that after row 40: sequence a has ended, sequence b has begun.
    state = elman.State.load(f"models/{name}.state")
    later, after = model.predict("fresh.csv", id="run", rows=(40, 60), state=state, return_state=True)
    results.keep(f"{where}/continued", array(later, "values"))
    results.keep(f"{where}/state", np.stack([after[part] for part in after.names]))
    results.keep(f"{where}/evaluated", printed_json(f"evaluate {file} fresh.csv --id run --skip 5"))
    results.keep(f"{where}/told", printed_json(f"info {file}"))
    running = model.stream(state=elman.State.load(f"models/{name}.stream.state"))
    rows = rows_of("fresh.csv", model.inputs, 20, 30)
    results.keep(f"{where}/stepped", np.float32([list(running.step([0.25] * len(model.inputs)))]))
    results.keep(f"{where}/streamed", stream(f"{file} --state models/{name}.stream.state --quiet", rows))
    batch = model.stream(batch=["b", "c", "a"], state=state)
    results.keep(f"{where}/lanes", np.asarray(batch.step(np.full((3, len(model.inputs)), 0.25, np.float32))))
    keep_exports(results, name, file)
    command(f"fit {MODELS[name]} --output again.safetensors --quiet")
    again = elman.load("again.safetensors")
    results.keep(f"{where}/fitted-again", array(again.predict("fresh.csv", id="run"), "values"))


def keep_forecast(results, name, made):
    results.keep(f"{name}-point", array(made, "point"))
    results.keep(f"{name}-bands", np.stack([array(made, "low"), array(made, "high")]))


def replay_forecaster(results, name):
    """Forecasts, backtests, states and streams of a forecaster, and its fit once more."""
    file, where = f"forecasters/{name}.safetensors", f"forecasters/{name}"
    forecaster = elman.load(file)
    table, horizon = table_of(FORECASTERS[name])
    keep_forecast(results, f"{where}/forecast", forecaster.forecast(table))
    keep_forecast(results, f"{where}/back", forecaster.forecast(table, back=horizon, levels=[70]))
    if name == "recursive":
        results.keep(f"{where}/paths", forecaster.sample_paths(table, num_paths=3, seed=1))
    data = table if name == "shops" else ""
    command(f"forecast {file} {data} --output ahead.csv --quiet")
    results.keep(f"{where}/ahead", Path("ahead.csv").read_text(encoding="utf-8"))
    results.keep(f"{where}/tested", printed_json(f"backtest {file} {table} --origins 3"))
    tested = printed_json(f"backtest {file} {table} --origins 4 --stride 2 --adaptive --decide smape")
    results.keep(f"{where}/tested-adaptive", tested)
    results.keep(f"{where}/told", printed_json(f"info {file}"))
    if name != "shops":
        replay_streams(results, name, forecaster)
    command(f"fit {FORECASTERS[name]} --output again.safetensors --quiet")
    keep_forecast(results, f"{where}/fitted-again", elman.load("again.safetensors").forecast(table))


def replay_streams(results, name, forecaster):
    """From the states after row 60, plain and with bands that learn."""
    file, where = f"forecasters/{name}.safetensors", f"forecasters/{name}"
    values = "y\n" if name == "pinball" else rows_of(table_of(FORECASTERS[name])[0], targets_of(name), 60, 64)
    values += "7\n\n9\n" if name == "pinball" else ""
    for kind, option in (("plain", ""), ("adaptive", "--adaptive")):
        state = f"forecasters/{name}.{kind}.state"
        answers = stream(f"{file} --state {state} {option} --quiet", values)
        results.keep(f"{where}/streamed-{kind}", answers)
        held = elman.forecasting.ForecastState.load(state)
        running = forecaster.stream(state=held, adaptive=kind == "adaptive")
        running.take([1.5, None])
        keep_forecast(results, f"{where}/stepped-{kind}", running.step(2.5))


def targets_of(name):
    words = FORECASTERS[name].split()
    return words[words.index("--target") + 1].split(",")


def replay_checkpoint(results, name):
    """A fit goes on from its checkpoint, and the checkpoint is gone.

    A fit that began anew would end with the same bits, so a second run goes on from a checkpoint whose
    parameters were changed: what it ends with shows that it was gone on from.
    """
    table, horizon = table_of(CHECKPOINTS[name])
    for kind in ("resumed", "resumed-from-changed"):
        saved = sorted(Path("checkpoints").glob(f"{name}.checkpoint*"))
        for path in saved:
            content = path.read_bytes() if kind == "resumed" else changed(path.read_bytes())
            Path(path.name).write_bytes(content)
        options = f"--output resumed.safetensors --checkpoint {name}.checkpoint --quiet"
        command(f"fit {CHECKPOINTS[name]} {options}")
        assert not any(Path(path.name).exists() for path in saved)
        fitted = elman.load("resumed.safetensors")
        said = fitted.predict("fresh.csv", id="run") if horizon is None else fitted.forecast(table)
        results.keep(f"checkpoints/{name}/{kind}", array(said, "values" if horizon is None else "point"))


def changed(checkpoint):
    """A checkpoint whose newest and best parameters are a little larger."""
    tensors = load(checkpoint)
    for name in [name for name in tensors if name.startswith(("now/parameters/", "best/parameters/"))]:
        tensors[name] = tensors[name] * np.float32(1.25)
    return save(tensors)


def held_objects():
    """What a user of 0.1.0 held in hands, by the name of its class."""
    model = elman.load("models/gru.safetensors")
    forecaster = elman.load("forecasters/direct.safetensors")
    prediction, state = model.predict("fresh.csv", id="run", return_state=True)
    evaluation = model.evaluate("fresh.csv", id="run")
    running, ahead = model.stream(), forecaster.stream("2025-01-06T00:00")
    objects = [
        model,
        prediction,
        state,
        state.inputs,
        evaluation,
        evaluation.scores,
        evaluation.scores.network,
    ]
    objects += [
        running,
        running.health,
        model.stream(batch=2),
        model.network,
        model.network.spec,
        model.record,
    ]
    objects += [elman.read_sequences("fresh.csv", inputs="u"), forecaster, forecaster.forecast(), ahead]
    backtest = forecaster.backtest("heat.csv")
    objects += [ahead.step(1.0), ahead.state, backtest, backtest.forecaster, forecaster.record]
    objects += [elman.read_series("counts.csv", elman.forecasting.SeriesColumns(targets=("north",)))]
    objects += [
        elman.FitOptions(),
        elman.DataOptions(),
        elman.ForecastOptions(horizon=1),
        elman.DemoOptions(),
    ]
    objects += [elman.MSE(), elman.MAE(), elman.Huber(), elman.Pinball(), elman.Adam(), elman.AdamW()]
    objects += [elman.Constant(), elman.Cosine(5), elman.History()]
    return {type(value).__name__: value for value in objects}


def replay_regressor(results):
    """The bytes of the model inside a scikit-learn estimator."""
    model = elman.Model.from_bytes(Path("models/regressor.bytes").read_bytes())
    columns = np.genfromtxt("fresh.csv", delimiter=",", names=True, usecols=("u", "v"))
    table = {"column_1": columns["u"], "column_2": columns["v"]}
    results.keep("models/regressor/predicted", array(model.predict(table), "values"))


def replay(files, folder):
    """Works on a copy of the files, and leaves them as they are."""
    results = Results(folder.resolve())
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "files"
        shutil.copytree(files, place, ignore=shutil.ignore_patterns("results"))
        os.chdir(place)
        for model in MODELS:
            replay_model(results, model)
        for forecaster in FORECASTERS:
            replay_forecaster(results, forecaster)
        for checkpoint in CHECKPOINTS:
            replay_checkpoint(results, checkpoint)
        replay_regressor(results)
        os.chdir("/")


if __name__ == "__main__":
    replay(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
