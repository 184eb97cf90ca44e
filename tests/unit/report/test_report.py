"""Reports of models and forecasters: what they say, and that they stay small and whole."""

import json
import re

import numpy as np
import pytest
from scipy.signal import welch
from scipy.stats import norm

import elman
from elman.cli.app import run
from elman.report import report_page, write_report
from elman.report.distributions import histogram, spectrum

WILD = "<img src=x onerror=alert(1)>"


def table(rows, seed=0, wild=False):
    draws = np.random.default_rng(seed)
    u, v = np.repeat(draws.normal(size=rows // 10 + 1), 10)[:rows], draws.normal(size=rows)
    y = np.zeros(rows)
    for t in range(1, rows):
        y[t] = 0.8 * y[t - 1] + np.tanh(u[t - 1])
    return {"u": u, WILD if wild else "v": v, "y": y + 0.05 * draws.normal(size=rows)}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Delays have tests of their own, and to look for them takes longer than all the rest."""
    monkeypatch.setattr("elman.model.diagnosing.find_delays", lambda pairs: (0,) * pairs[0][0].shape[1])


@pytest.fixture(scope="module")
def model():
    return elman.fit(
        table(600, wild=True), inputs=["u", WILD], targets="y", steps=60, trials=False, hidden_size=6, seed=1
    )


def blocks_of(page):
    return {block["id"]: block for section in page.to_json()["sections"] for block in section["blocks"]}


def test_the_verdict_is_first_and_the_scores_are_those_of_evaluate(model):
    data = table(500, seed=2, wild=True)
    page, evaluation = report_page(model, data), model.evaluate(data)
    assert page.sections[0].title == "Verdict"
    assert page.sections[0].blocks[0].text.startswith("The network ")
    scores = evaluation.scores.to_json()
    assert {name: page.figures[name] for name in ("overall", "baselines")} == {
        name: scores[name] for name in ("overall", "baselines")
    }
    scores = blocks_of(page)["scores-0"]
    assert [row[0].replace(" ", "_") for row in scores["rows"]] == ["network", *evaluation.scores.baselines]
    assert scores["rows"][0][1] == f"{evaluation.scores.network.overall['rmse']:.4g}"


def test_what_is_drawn_is_what_was_found(model):
    data = table(900, seed=3, wild=True)
    found, evaluation = blocks_of(report_page(model, data, skip=10)), model.evaluate(data, skip=10)
    truth, prediction = (line["y"] for line in found["trace-0"]["lines"])
    np.testing.assert_allclose(truth, data["y"], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(prediction, evaluation.prediction.values_NO[:, 0], rtol=1e-4, atol=1e-6)
    errors = found["error-0"]["lines"][0]["y"]
    assert errors[:10] == [None] * 10
    np.testing.assert_allclose(errors[10:], (data["y"] - np.array(prediction))[10:], atol=2e-4)
    auto = found["auto-0"]["lines"][0]["y"]
    expected = evaluation.diagnostics.targets["y"].autocorrelation.values_L[1:]
    np.testing.assert_allclose(auto, expected, rtol=1e-4)
    worst = found["worst-0"]
    square_N = np.nan_to_num(np.array(errors, float)) ** 2
    sums = np.convolve(square_N, np.ones(300), "valid")
    assert worst["x"][0] == int(np.argmax(sums))
    assert len(worst["x"]) == 300
    response = evaluation.diagnostics.targets["y"].inputs["u"].response
    np.testing.assert_allclose(found["answer-0-0"]["lines"][0]["y"], response.values_T, rtol=1e-4)


def test_the_spectrum_is_that_of_scipy():
    draws = np.random.default_rng(0)
    x = np.convolve(draws.normal(size=6000), np.ones(5), "same")
    frequency, power = spectrum(x, [4000, 100, 1900])
    _, first = welch(x[:4000], nperseg=512, detrend="constant")
    f, second = welch(x[4100:], nperseg=512, detrend="constant")
    first_count, second_count = (4000 - 512) // 256 + 1, (1900 - 512) // 256 + 1
    expected = (first * first_count + second * second_count) / (first_count + second_count)
    np.testing.assert_allclose(frequency, f)
    np.testing.assert_allclose(power, expected, rtol=1e-10)


@pytest.mark.parametrize("rows", [1, 2, 3, 31])
def test_spectra_of_few_rows(rows):
    _, power = spectrum(np.arange(float(rows)), [rows])
    assert np.isfinite(power).all()


def test_the_histogram_is_of_all_rows_beside_the_normal_curve():
    values = np.random.default_rng(0).normal(3.0, 2.0, size=100_000)
    middle, share, normal = histogram(np.r_[values, np.nan])
    assert share.sum() == pytest.approx(1.0)
    expected = norm.pdf(middle, values.mean(), values.std()) * (middle[1] - middle[0])
    np.testing.assert_allclose(normal, expected, rtol=1e-9)
    # The ends hold what is beyond them.
    np.testing.assert_allclose(share[1:-1], normal[1:-1], atol=2e-3)
    assert histogram(np.full(30, 2.0))[1].sum() == pytest.approx(1.0)


def test_names_of_users_stay_text_and_the_file_is_small(model, tmp_path):
    data = table(60_000, seed=4, wild=True)
    write_report(model, data, tmp_path / "r.html", title=WILD)
    html = (tmp_path / "r.html").read_text()
    assert len(html) < 1_000_000
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    (said,) = re.findall(r'id="page-data">(.*?)</script>', html, re.DOTALL)
    longest = max(
        len(block["x"]) for s in json.loads(said)["sections"] for block in s["blocks"] if "x" in block
    )
    assert longest == 4000


def test_many_targets_and_inputs_stay_small(tmp_path):
    draws = np.random.default_rng(0)
    names = [f"c{k}" for k in range(24)]
    data = {name: draws.normal(size=20_000).cumsum() for name in names}
    some = {name: column[:400] for name, column in data.items()}
    model = elman.fit(
        some, inputs=names[:12], targets=names[12:], steps=3, trials=False, hidden_size=3, delay={}
    )
    write_report(model, data, tmp_path / "r.html")
    assert (tmp_path / "r.html").stat().st_size < 1_000_000


def test_missing_targets_and_a_constant_one(model):
    data = table(300, seed=5, wild=True)
    data["y"][20:60] = np.nan
    assert report_page(model, data).sections[0].title == "Verdict"
    data["y"][:] = 2.0
    assert json.dumps(report_page(model, data).to_json(), allow_nan=False)


@pytest.fixture(scope="module")
def series():
    t = np.arange(150)
    ids = np.repeat(np.array(["a", "<b>b</b>"], dtype=object), 150)
    y = np.r_[10 + np.sin(t * 2 * np.pi / 12), 20 + np.cos(t * 2 * np.pi / 12)]
    return {"id": ids, "t": np.r_[t, t], "y": y + 0.1 * np.random.default_rng(0).normal(size=300)}


def test_a_forecasters_report(series, tmp_path):
    forecaster = elman.fit(
        series, targets="y", id="id", time="t", horizon=4, steps=20, trials=False, members=1, hidden_size=6
    )
    page = write_report(forecaster, series, tmp_path / "f.html", count=5)
    found = blocks_of(page)
    assert found["verdict"]["text"].startswith("Skill ")
    backtest = forecaster.backtest(series, count=5, levels=(20, 40, 60, 80, 90, 95))
    steps = [values["mase"] for values in backtest.forecaster.steps]
    np.testing.assert_allclose(found["error-by-step"]["lines"][0]["y"], steps, rtol=1e-4)
    held = found["reliability"]["lines"][0]["y"]
    assert held[3] == pytest.approx(backtest.forecaster.overall["coverage-80"], rel=1e-4)
    assert {row[0] for row in found["series"]["rows"]} == {"a", "<b>b</b>"}
    latest = forecaster.forecast(series, back=4)
    worst = found["series-0"]
    number = latest.ids.index(worst["title"].removeprefix("series: "))
    np.testing.assert_allclose(worst["lines"][1]["y"][-4:], latest.point_MK[number], rtol=1e-4)
    assert "<b>b</b>" not in (tmp_path / "f.html").read_text().split("page-data")[0]


def test_a_fits_report_is_of_its_validation_part(tmp_path):
    from elman.api import FitColumns, FitRequest, run_fit
    from elman.report import write_fit_report

    columns = FitColumns.of(inputs=["u", "v"], targets="y")
    options = {"steps": 40, "trials": False, "hidden_size": 4, "delay": {}}
    fitted = run_fit(FitRequest(sources=table(700), columns=columns, options=options))
    page = write_fit_report(fitted, tmp_path / "fit.html")
    assert page.figures["overall"] == fitted.validation.scores.network.overall
    found = blocks_of(page)
    losses = found["training-loss"]["lines"][0]["y"]
    np.testing.assert_allclose(losses, fitted.result.history.losses, rtol=1e-4)
    assert found["training-validation"]["marks"][0][0] == fitted.result.best_step
    truth = found["trace-0"]["lines"][0]["y"]
    np.testing.assert_allclose(truth, table(700)["y"][-len(truth) :], rtol=1e-4, atol=1e-6)
    assert len(truth) == fitted.validation.scores.network.scored


def test_a_backtests_report(series, tmp_path, capsys):
    forecaster = elman.fit(
        series, targets="y", id="id", time="t", horizon=4, steps=5, trials=False, members=1, hidden_size=4
    )
    forecaster.save(tmp_path / "f.safetensors")
    rows = zip(series["id"], series["t"], series["y"], strict=True)
    (tmp_path / "s.csv").write_text("id,t,y\n" + "\n".join(f"{i},{t},{y:.6g}" for i, t, y in rows))
    given = [str(tmp_path / "f.safetensors"), str(tmp_path / "s.csv"), "--origins", "3"]
    assert run(["backtest", *given, "--report", str(tmp_path / "b.html"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    html = (tmp_path / "b.html").read_text()
    (data,) = re.findall(r'id="page-data">(.*?)</script>', html, re.DOTALL)
    assert json.loads(data)["figures"]["skill"] == said["skill"]
    alone = ["backtest", given[1], "--target", "y", "--id", "id", "--time", "t", "--horizon", "4"]
    assert run([*alone, "--report", str(tmp_path / "c.html")]) == 2
    assert "report must come with a forecaster" in capsys.readouterr().err


def test_the_command_of_a_fit(tmp_path, capsys):
    data = table(300, seed=6)
    lines = ["u,y", *(f"{u:.6g},{y:.6g}" for u, y in zip(data["u"], data["y"], strict=True))]
    (tmp_path / "d.csv").write_text("\n".join(lines))
    given = ["fit", str(tmp_path / "d.csv"), "--target", "y", "--output", str(tmp_path / "m.safetensors")]
    given += ["--steps", "5", "--no-trials", "--report", str(tmp_path / "r.html")]
    assert run([*given, "--input", "u"]) == 0
    assert "report: " in capsys.readouterr().out
    assert (tmp_path / "r.html").exists()
    assert run([*given, "--horizon", "4"]) == 2
    assert "report must not be given with --horizon" in capsys.readouterr().err


def test_the_command(model, tmp_path, capsys):
    model.save(tmp_path / "m.safetensors")
    data = table(200, seed=6)
    rows = zip(data["u"], data["v"], data["y"], strict=True)
    lines = ["u,v,y", *(",".join(f"{value:.6g}" for value in row) for row in rows)]
    (tmp_path / "d.csv").write_text("\n".join(lines))
    given = [str(tmp_path / "m.safetensors"), str(tmp_path / "d.csv"), "--input", "u", "--input", "v"]
    assert run(["report", *given, "--output", str(tmp_path / "r.html"), "--language", "zh"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The network ")
    assert '<html lang="zh">' in (tmp_path / "r.html").read_text()
    assert run(["report", *given, "--output", str(tmp_path / "r.txt")]) == 2
    assert "output must end in .html" in capsys.readouterr().err
    assert run(["report", given[0], "--output", str(tmp_path / "s.html")]) == 2
    assert "sources must be given with a model" in capsys.readouterr().err
    assert not (tmp_path / "s.html").exists()
