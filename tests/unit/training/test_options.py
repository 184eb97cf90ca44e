import pytest

from elman.errors import ArgumentError, UnknownNameError
from elman.forecasting import ForecastOptions
from elman.network.losses import MAE, Huber
from elman.training import Carry, FitOptions
from elman.training.stored import as_stored, from_stored, identity_text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hidden_size": 0}, "hidden_size must be a whole number of at least 1, got 0"),
        ({"steps": 1.5}, r"steps must be a whole number of at least 1, got 1\.5"),
        ({"burn_in": -1}, "burn_in must be a whole number of at least 0, got -1"),
        ({"learning_rate": 0.0}, r"learning_rate must be above 0, got 0\.0"),
        ({"budget": float("inf")}, "budget must be above 0, got inf"),
        ({"weight_decay": -0.1}, "weight_decay must be at least 0"),
        ({"patience": 1.5}, "patience must be above 0 and at most 1"),
        ({"steps": 5, "budget": 1.0}, "one of steps, epochs and budget, got steps and budget"),
    ],
)
def test_a_wrong_option_is_refused(wrong, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        FitOptions(**wrong)


@pytest.mark.parametrize("wrong", [{"cell": "gur"}, {"schedule": "cary"}, {"engine": "nativ"}])
def test_a_wrong_name_is_answered_by_the_right_one(wrong):
    with pytest.raises(UnknownNameError, match="Did you mean"):
        FitOptions(**wrong)


def test_a_wrong_schedule_is_refused():
    with pytest.raises(ArgumentError, match="window must be a whole number of at least 1, got 0"):
        Carry(window=0)


def test_a_budget_may_be_typed_and_a_loss_named():
    options = FitOptions(budget="1.5m", loss="mae")
    assert (options.budget, options.budget_seconds, options.loss) == (90.0, 90.0, MAE())
    assert ForecastOptions(horizon=3, season="24,168", levels="50,80").seasons == (24, 168)
    with pytest.raises(ArgumentError, match=r"^budget must be a time above 0, got 'soon'"):
        FitOptions(budget="soon")


OF_0_1_0 = {
    "FitOptions(cell='gru', hidden_size=None, num_layers=2, dropout=0.0, schedule='carry', window=None, "
    "burn_in=None, batch_size=16, learning_rate=None, clip_norm=1.0, weight_decay=None, steps=None, "
    "epochs=None, seconds=60.0, patience=0.5, trials=True, loss=Huber(delta=1.0), seed=4, engine='native', "
    "threads=None)": FitOptions(layers=2, budget="60s", loss=Huber(), seed=4, schedule="carry", threads=3),
    "ForecastOptions(horizon=3, season=(24, 168), head='direct', lags=None, level=None, scale=None, "
    "difference=None, calendar=True, loss=MAE(), levels=(50,), members=5, cell='gru', hidden_size=None, "
    "num_layers=2, dropout=0.0, window=None, batch_size=None, learning_rate=None, weight_decay=0.01, "
    "clip_norm=1.0, steps=None, seconds=9.5, patience=1.0, validation=0.1, trials=True, seed=0, "
    "engine='native', threads=None)": ForecastOptions(
        horizon=3, season=[24, 168], strategy="direct", levels=(50,), layers=2, budget=9.5
    ),
}


@pytest.mark.parametrize("text", OF_0_1_0, ids=["model", "forecaster"])
def test_a_checkpoint_knows_options_as_the_first_release_wrote_them(text):
    """What `repr` gave in elman 0.1.0: the digest of this text stands in its checkpoints."""
    assert identity_text(OF_0_1_0[text]) == text


def test_stored_options_are_read_back():
    options = ForecastOptions(horizon=3, strategy="direct", layers=2, budget=9.5)
    stored = as_stored(options)
    assert {"num_layers", "seconds", "head"} < stored.keys()
    assert ForecastOptions(**from_stored(stored)) == options
