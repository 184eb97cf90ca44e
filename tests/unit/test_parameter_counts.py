"""No function takes more than six parameters, but those that are named here with their reason."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "elman"
MOST = 6

COMMAND = "a command's parameters are its options"
VOCABULARY = "what users type, all but the first by keyword; the reason stands above it"
EXCEPTIONS = {
    "api/fitting.py fit": VOCABULARY,
    "cli/backtest.py backtest": COMMAND,
    "cli/compare.py compare": COMMAND,
    "cli/demo.py demo": COMMAND,
    "cli/evaluate.py evaluate": COMMAND,
    "cli/export.py export": COMMAND,
    "cli/fit.py fit": COMMAND,
    "cli/fleet/evaluate.py evaluate": COMMAND,
    "cli/fleet/fit.py fit": COMMAND,
    "cli/fleet/predict.py predict": COMMAND,
    "cli/forecast.py forecast": COMMAND,
    "cli/mqtt.py mqtt": COMMAND,
    "cli/plot.py plot": COMMAND,
    "cli/predict.py predict": COMMAND,
    "cli/report.py report": COMMAND,
    "cli/serve.py serve": COMMAND,
    "cli/stream.py stream": COMMAND,
    "cli/tune.py tune": COMMAND,
    "cli/update.py update": COMMAND,
    "fleet/fleet.py Fleet.evaluate": VOCABULARY,
    "fleet/fleet.py Fleet.fit": VOCABULARY,
    "evaluation/comparison.py compare": VOCABULARY,
    "forecasting/fitting/from_table.py fit_forecaster": VOCABULARY,
    "forecasting/fitting/updating.py update_forecaster": VOCABULARY,
    "forecasting/forecaster.py Forecaster.backtest": VOCABULARY,
    "forecasting/forecaster.py Forecaster.backtest_origins": VOCABULARY,
    "forecasting/forecaster.py Forecaster.forecast": VOCABULARY,
    "inspect/inspection.py look_inside": VOCABULARY,
    "model/model.py Model.evaluate": VOCABULARY,
    "model/model.py Model.plot": VOCABULARY,
    "model/model.py Model.predict": VOCABULARY,
    "plots/horizon.py draw_horizon": VOCABULARY,
    "series/reading.py read_series": VOCABULARY,
    "tables/stamped.py read_stamped": VOCABULARY,
    "training/fit.py fit_network": VOCABULARY,
}
STILL_TO_MEND = {
    "backtesting/alone.py backtest_baselines",
    "backtesting/run.py backtest",
    "series/reading.py _add_series",
    "series/reading.py _add_table",
}
"""Nothing may be added here; what has been mended may go."""


def many_parameters(source, where):
    """The functions of a module that take more, by the name of the file and their own."""
    found = set()

    def look(node, inside):
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            name = f"{inside}{child.name}" if named else inside
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and count(child) > MOST:
                found.add(f"{where} {name}")
            look(child, f"{name}." if named else inside)

    look(ast.parse(source), "")
    return found


def count(function):
    arguments = function.args
    names = [each.arg for each in arguments.posonlyargs + arguments.args + arguments.kwonlyargs]
    return len([name for name in names if name not in ("self", "cls")])


@pytest.fixture(scope="module")
def found():
    return {
        name
        for path in PACKAGE.rglob("*.py")
        for name in many_parameters(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix())
    }


def test_no_function_takes_more(found):
    assert found - EXCEPTIONS.keys() - STILL_TO_MEND == set()


def test_every_exception_is_one(found):
    assert EXCEPTIONS.keys() - found == set()


@pytest.mark.parametrize("name", [name for name, reason in EXCEPTIONS.items() if reason == VOCABULARY])
def test_a_vocabulary_has_its_reason_above_it(name):
    file, function = name.split(" ")
    source = (PACKAGE / file).read_text(encoding="utf-8")
    lines = source.splitlines()
    starts = [number for number, line in enumerate(lines) if f"def {function.split('.')[-1]}(" in line]
    assert any("# Many parameters:" in "\n".join(lines[max(0, start - 3) : start]) for start in starts)


def test_the_count_sees_what_it_is_to_see():
    source = (
        "class A:\n    def f(self, a, b, /, c, d, *, e, f, g): ...\n    def h(self, a, b, c, d, e, f): ...\n"
    )
    assert many_parameters(source, "a.py") == {"a.py A.f"}
