"""`Forecaster.update`: what is trained on, what stays, and what its bands are measured on."""

import re
from dataclasses import replace

import numpy as np
import pytest

import elman
from elman import Forecaster
from elman.cli import run
from elman.errors import ArgumentError, DataError

FIT = {"horizon": 4, "steps": 40, "members": 2, "hidden_size": 8, "trials": False, "threads": 1}
PLAIN = {"steps": 300, "hidden_size": 16, "level": "mean", "scale": "running", "difference": 0, "lags": 14}
FIRST = np.datetime64("2024-01-01")


def values(rows=700, seed=0):
    random = np.random.default_rng(seed)
    return 100 + 20 * np.sin(2 * np.pi * np.arange(rows) / 7) + 3 * random.normal(size=rows)


def table(y, start, stop, name="shop", **columns):
    row = np.arange(start, stop)
    cut = {key: np.asarray(column)[start:stop] for key, column in columns.items()}
    return {"unique_id": np.array([name] * len(row)), "ds": FIRST + row, "y": y[start:stop], **cut}


def both(*tables):
    return {name: np.concatenate([part[name] for part in tables]) for name in tables[0]}


@pytest.fixture(scope="module")
def old():
    return elman.fit(table(values(), 0, 400), **FIT)


def row_of(forecaster, which, name="shop"):
    return int(
        (np.datetime64(getattr(forecaster.record.seen, which)[name], "us") - FIRST) / np.timedelta64(1, "D")
    )


def test_new_rows_alone_and_the_whole_table_say_the_same(old):
    y = values()
    weights = [network.parameters() for network in old.networks]
    new, whole = (old.update(table(y, start, 440), steps=10) for start in (400, 0))
    assert new.to_bytes() == whole.to_bytes()
    assert Forecaster.from_bytes(new.to_bytes()).forecast().point.tolist() == new.forecast().point.tolist()
    assert new.record.data_fingerprint != old.record.data_fingerprint
    assert any(a.fingerprint != b.fingerprint for a, b in zip(new.networks, old.networks, strict=True))
    assert new.record.framing == old.record.framing
    np.testing.assert_array_equal(new.rules.share_RK, old.rules.share_RK)
    assert len(new.remembered.y[0]) == 440
    assert new.record.steps == old.record.steps + 20
    for network, kept in zip(old.networks, weights, strict=True):
        for name, array in network.parameters().items():
            np.testing.assert_array_equal(array, kept[name])


def test_it_learns_from_what_has_changed():
    """An offer raised the values, and lowers them later: only who goes on with the new rows sees it."""
    offer = (np.random.default_rng(2).random(700) < 0.3).astype(float)
    y = values() + np.where(np.arange(700) < 400, 30.0, -30.0) * offer
    old = elman.fit(table(y, 0, 400, offer=offer), future="offer", **(FIT | PLAIN))
    updated = old.update(table(y, 0, 640, offer=offer), steps=300)
    later = table(y, 0, 700, offer=offer)
    errors = [each.backtest(later, count=12).forecaster.overall["mae"] for each in (old, updated)]
    assert errors[1] < 0.75 * errors[0]


def test_a_row_that_was_trained_on_never_validates():
    """The table begins late: a share of it alone would put the cut into the old training part."""
    y, promo = values(), (np.arange(700) % 5 == 0).astype(float)
    old = elman.fit(table(y, 0, 400, promo=promo), future="promo", **FIT)
    assert old.remembered is None
    report = old.run_update(table(y, 340, 420, promo=promo), steps=5)
    assert report.result.task.parts.cut_I[0] + 340 > row_of(old, "trained")
    assert row_of(report.forecaster, "trained") >= row_of(old, "trained")
    assert row_of(report.forecaster, "validated") == 419


def test_whatever_was_trained_on_the_cut_is_later(old):
    """As if the fit had trained on more than its share."""
    trained = {"shop": int((FIRST + 398).astype("M8[us]").astype(np.int64))}
    record = replace(old.record, seen=replace(old.record.seen, trained=trained))
    known = Forecaster(record, old.networks, old.residuals, old.remembered, old.rules, old.conditions)
    report = known.run_update(table(values(), 400, 404), steps=2)
    assert report.result.task.parts.cut_I[0] == 399


def test_bands_are_measured_anew_on_rows_that_nothing_was_trained_on():
    """Errors of one size become normal ones, of which a band of the old ones holds another share.

    Of the rows that calibrate them bands hold what they say, and of no others so nearly.
    """
    random = np.random.default_rng(5)
    wave = 100 + 20 * np.sin(2 * np.pi * np.arange(1200) / 7)
    old_part = np.arange(1200) < 600
    y = wave + np.where(old_part, 3 * random.choice([-1.0, 1.0], 1200), 3 * random.normal(size=1200))
    old = elman.fit(table(y, 0, 600), **(FIT | {"validation": 0.35, "steps": 150}))
    report = old.run_update(table(y, 600, 1200), steps=20)
    cut = int(report.result.task.parts.cut_I[0])
    held = [
        each.backtest(table(y, 0, 1200), count=None, stride=1, first=cut, levels=[50]).forecaster.overall
        for each in (old, report.forecaster)
    ]
    assert abs(held[0]["coverage-50"] - 50) > 10
    assert abs(held[1]["coverage-50"] - 50) < 3


def test_few_new_rows_are_judged_by_the_forecasts_of_the_old_networks(old, monkeypatch):
    """Fewer than 200 rows validate: the networks that they have chosen do not measure the bands."""
    from elman.forecasting.fitting import updating

    measured = []
    plain = updating.hold_out_parts

    def spy(networks, attempt, parts, rules):
        measured.append((tuple(networks), int(parts.cut_I[0])))
        return plain(networks, attempt, parts, rules)

    monkeypatch.setattr(updating, "hold_out_parts", spy)
    old.update(table(values(), 400, 420), steps=5)
    assert measured == [(old.networks, row_of(old, "trained") + 1)]


def test_a_new_series_joins_and_one_that_has_ended_stays(old):
    y = values()
    given = both(table(y, 400, 430), table(values(seed=3), 0, 200, name="new"))
    updated = old.update(given, steps=5)
    assert updated.remembered.ids == ("shop", "new")
    alone = old.update(table(values(seed=3), 0, 200, name="new"), steps=5)
    assert [len(part) for part in alone.remembered.y] == [400, 200]


def bills(days, start, stop):
    """Monthly values, each name on a day of its own."""
    month_N = np.arange("2015-01", "2025-01", dtype="M8[M]")[start:stop]
    parts = [(month_N.astype("M8[D]") + day - 1, name, k) for k, (name, day) in enumerate(days.items())]
    number_N = np.arange(start, stop)
    return {
        "unique_id": np.repeat([name for _, name, _ in parts], len(month_N)),
        "ds": np.concatenate([day_N for day_N, _, _ in parts]),
        "y": np.concatenate([10 + k + np.sin(number_N / 6 * np.pi) for *_, k in parts]),
    }


def test_series_on_days_of_their_own_go_on_there():
    quick = {"steps": 20, "members": 1, "trials": False, "threads": 1}
    known = bills({"a": 5, "b": 17}, 0, 60)
    old = elman.fit(known, targets="y", id="unique_id", time="ds", horizon=2, **quick)
    updated = old.update(bills({"a": 5, "b": 17, "c": 22}, 58, 66), steps=2)
    cells = updated.forecast().columns()
    ahead = {(name, str(stamp)[:10]) for name, stamp in zip(cells["unique_id"], cells["ds"], strict=True)}
    assert ahead == {
        (name, f"2020-0{month}-{day}")
        for name, day in (("a", "05"), ("b", "17"), ("c", "22"))
        for month in (7, 8)
    }
    with pytest.raises(ArgumentError, match="new rows must lie on the grid of the known ones"):
        old.update(bills({"b": 18}, 60, 66), steps=2)


def test_one_step_changes_little():
    """It begins at the weights that the forecaster has."""
    old = elman.fit(table(values(), 0, 400), **(FIT | PLAIN))
    report = old.run_update(table(values(), 400, 440), steps=1)
    for event in report.result.events:
        before, after = (float(word) for word in re.findall(r"\d+\.\d+", event))
        assert abs(after - before) < 0.05 * before


def test_a_network_that_is_not_better_stays(old, monkeypatch):
    from elman.forecasting.fitting import updating

    monkeypatch.setattr(updating, "_SHARE_OF_RATE", 300.0)
    report = old.run_update(table(values(), 400, 440), steps=1)
    assert all("stays as it was" in event for event in report.result.events)
    assert [a.fingerprint for a in report.forecaster.networks] == [b.fingerprint for b in old.networks]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"stop": 400}, "data must have rows later than those that the forecaster knows"),
        ({"steps": 0}, "steps must be"),
        ({"steps": 5, "budget": "5s"}, "steps and budget must not both be given"),
        ({"budget": -1.0}, "budget must be"),
    ],
)
def test_what_cannot_be_is_refused(old, given, message):
    with pytest.raises(ArgumentError, match=message):
        old.update(table(values(), 380, given.pop("stop", 420)), **given)


def test_rows_between_two_steps_are_refused(old):
    given = table(values(), 400, 420)
    given["ds"] = given["ds"].astype("M8[s]") + np.timedelta64(7, "h")
    with pytest.raises((ArgumentError, DataError), match=r"grid|step"):
        old.update(given)


def test_from_the_command_line(old, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    old.save("f.safetensors")
    y = values()
    with open("new.csv", "w") as file:
        print(
            "unique_id,ds,y",
            *(f"shop,{FIRST + row},{y[row]}" for row in range(400, 440)),
            sep="\n",
            file=file,
        )
    assert run(["update", "f.safetensors", "new.csv", "-o", "g.safetensors", "--steps", "10"]) == 0
    assert "2 networks went on for 10 steps" in capsys.readouterr().out.replace("\n      ", " ")
    made = Forecaster.load("g.safetensors").forecast().point
    np.testing.assert_array_equal(made, old.update(table(y, 400, 440), steps=10).forecast().point)
    before = (tmp_path / "f.safetensors").read_bytes()
    assert run(["update", "f.safetensors", "new.csv", "-o", "new.csv"]) == 2
    assert run(["update", "f.safetensors", "new.csv", "-o", "h.safetensors", "--target", "y"]) == 2
    assert (tmp_path / "f.safetensors").read_bytes() == before
    assert not (tmp_path / "h.safetensors").exists()
    assert run(["update", "f.safetensors", "new.csv", "-o", "f.safetensors", "--steps", "10", "--quiet"]) == 0
    np.testing.assert_array_equal(made, Forecaster.load("f.safetensors").forecast().point)


def test_a_model_goes_on_too(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    u = np.random.default_rng(0).normal(size=600)
    y = np.convolve(u, [0.5, 0.3, 0.2])[:600]
    old = elman.fit({"u": u[:400], "y": y[:400]}, inputs="u", targets="y", steps=40, members=1)
    old.save("m.safetensors")
    with open("new.csv", "w") as file:
        print("u,y", *(f"{a},{b}" for a, b in zip(u[400:], y[400:], strict=True)), sep="\n", file=file)
    assert run(["update", "m.safetensors", "new.csv", "-o", "n.safetensors", "--steps", "30"]) == 0
    assert "model: n.safetensors" in capsys.readouterr().out
    new = elman.load("n.safetensors")
    assert new.record.preparation == old.record.preparation
