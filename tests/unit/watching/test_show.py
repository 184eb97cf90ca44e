"""What a page is told of a fit, and what a fit does for a page that nobody looks at."""

import threading

import numpy as np
import pytest

import elman
from elman.inspect import record_activity, unroll
from elman.training import Watch
from elman.watching import FitShow, Together


def data(rows=400):
    u = np.repeat(np.random.default_rng(0).normal(size=rows // 8), 8)
    y = np.convolve(u, 0.8 ** np.arange(20))[:rows]
    return {"u": u, "y": y}


class Looking(Watch):
    """Looks from another thread, as a server's does, once at a chosen step."""

    def __init__(self, show, step, then=None):
        self.show, self.step, self.then, self.found = show, step, then, None
        self.thread = threading.Thread(target=self.look)

    def look(self):
        self.found = self.show.changed(-1)
        if self.then is not None:
            self.show.act({"do": self.then})

    def trained(self, history):
        if history.num_windows == self.step:
            self.thread.start()
            while not self.show._asked:
                pass


def prepared(**options):
    from elman.api import FitColumns, FitRequest, prepare_fit

    columns = FitColumns.of(inputs="u", targets="y")
    given = {"steps": 40, "trials": False, "hidden_size": 4, "seed": 2, **options}
    return prepare_fit(FitRequest(sources=data(), columns=columns, options=given))


def test_a_page_shows_the_fit_as_it_is():
    show = FitShow(baseline=("linear", 0.25))
    looking = Looking(show, step=25)
    fit = prepared()
    report = fit.train(Together(looking, show))
    looking.thread.join()
    blocks = {b["id"]: b for s in looking.found["sections"] for b in s["blocks"]}
    assert looking.found["version_of_run"] == 1
    np.testing.assert_allclose(blocks["loss"]["lines"][0]["y"], report.result.history.losses[:25], rtol=1e-4)
    assert blocks["validation"]["lines"][1]["y"][0] == 0.25
    assert blocks["choices"]["text"] == report.result.choices
    assert {"curve", "reach", "units-h"} <= blocks.keys()


def test_the_curve_is_the_networks_own_prediction():
    show = FitShow()
    looking = Looking(show, step=40)
    fit = prepared(patience=1)
    report = fit.train(Together(looking, show))
    show.end()
    looking.thread.join()
    last = show.changed(-1)
    blocks = {b["id"]: b for s in last["sections"] for b in s["blocks"]}
    x_TF, y_TO = next(iter(fit._data.validation))
    if report.result.best_step == 40:
        said = report.product.network.forward(np.ascontiguousarray(x_TF[np.newaxis, :300]))[0][0, :, 0]
        first = blocks["curve"]["x"][0]
        np.testing.assert_allclose(blocks["curve"]["lines"][-1]["y"], said[first:], atol=1e-4)
    np.testing.assert_allclose(
        blocks["curve"]["lines"][0]["y"], y_TO[blocks["curve"]["x"][0] : 300, 0], rtol=1e-4
    )
    assert last["ended"]
    activity = record_activity(unroll(report.product.network, np.ascontiguousarray(x_TF[np.newaxis, :300])))
    assert blocks["units-h"]["rows"] == activity.states["h"].shape[3]


def test_a_watched_fit_is_the_same_fit():
    show = FitShow()
    watched, alone = prepared().train(Together(Looking(show, step=7), show)), prepared().train()
    for name, array in alone.product.network.parameters().items():
        np.testing.assert_array_equal(watched.product.network.parameters()[name], array)


def test_nothing_is_made_while_nobody_looks(monkeypatch):
    show = FitShow()
    monkeypatch.setattr(FitShow, "_leave_moment", lambda self: pytest.fail("somebody drew"))
    prepared().train(show)


def test_stopping_keeps_the_best():
    show = FitShow()
    looking = Looking(show, step=25, then="stop")
    report = prepared(steps=1_000_000, patience=1).train(Together(looking, show))
    looking.thread.join()
    assert show.stopped
    assert report.result.interrupted
    assert report.result.steps_taken >= 25


def test_pausing_and_going_on():
    show = FitShow()
    looking = Looking(show, step=10, then="pause")
    report = []
    training = threading.Thread(target=lambda: report.append(prepared().train(Together(looking, show))))
    training.start()
    while not show._paused:
        assert training.is_alive()
    first, second = show.changed(-1), show.changed(-1)
    assert first["subtitle"] == second["subtitle"]
    assert first["paused"]
    assert show.act({"do": "go on"}) == {"paused": False}
    training.join(60)
    assert report[0].result.steps_taken == 40
    with pytest.raises(ValueError, match="dance"):
        show.act({"do": "dance"})


def test_a_forecasters_fit_shows_its_losses():
    t = np.arange(120.0)
    show = FitShow()
    looking = Looking(show, step=5)
    from elman.api import FitColumns, FitRequest, prepare_fit

    options = {"steps": 10, "trials": False, "members": 1, "hidden_size": 4}
    request = FitRequest(
        sources={"y": np.sin(t / 3)}, columns=FitColumns.of(targets="y"), options=options, horizon=3
    )
    prepare_fit(request).train(Together(looking, show))
    looking.thread.join()
    ids = {b["id"] for s in looking.found["sections"] for b in s["blocks"]}
    assert ids == {"loss", "validation", "choices"}


def test_watch_true_prints_an_address(capsys):
    model = elman.fit(data(), inputs="u", targets="y", watch=True, steps=3, trials=False, hidden_size=3)
    assert model.record.steps == 3
    assert capsys.readouterr().err.startswith("watch: http://127.0.0.1:")
