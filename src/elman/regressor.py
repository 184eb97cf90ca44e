"""The estimator for scikit-learn users: one row per time step, and `elman.fit` behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from elman.api import FitColumns, FitRequest, run_fit
from elman.arrays import Array
from elman.data import Sequences
from elman.errors import ArgumentError, MissingExtraError
from elman.model import Model
from elman.network.losses import Loss

try:
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.metrics import r2_score
    from sklearn.utils import Tags, check_array, check_consistent_length, check_random_state
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError as error:
    raise MissingExtraError(
        "scikit-learn 1.6 or newer must be installed for this, got none. Run: pip install scikit-learn"
    ) from error

__all__ = ["SequenceRegressor"]


@final
@dataclass(kw_only=True, eq=False, repr=False)
class SequenceRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A recurrent network that predicts each row's target from the inputs up to that row.

    The rows of X and y are time steps in order and are never shuffled. Split them with `TimeSeriesSplit`, not
    with `KFold`. If a table has several sequences, `sequence_ids` names the sequence of each row; `fit`,
    `predict` and `score` take it. Each sequence starts from a zero state, and so does every call of
    `predict`. With scikit-learn's metadata routing, `set_fit_request(sequence_ids=True)`,
    `set_predict_request` and `set_score_request` pass the ids through pipelines and searches.

    X and y may have any numeric type. Scaling computes in float64, and the network in float32. A missing
    target (NaN) is not scored, and a missing input is filled by the policy `missing`.

    An option that is None is chosen by the data.

    Attributes:
        model_: the fitted `elman.Model`, which scores itself beside baselines and can be saved.
        n_features_in_: the number of columns of X.
        feature_names_in_: the names of these columns, if all of them are text.
    """

    cell: str = "gru"
    """The recurrent cell: rnn (tanh), rnn_relu, gru, lstm."""
    hidden_size: int | None = None
    """The number of units of a layer."""
    num_layers: int = 1
    """The number of recurrent layers."""
    dropout: float = 0.0
    """Share of a layer's outputs that the next layer does not see while training."""
    schedule: str | None = None
    """Where windows come from: carry, shuffle."""
    window: int | None = None
    """Scored rows of a window."""
    burn_in: int | None = None
    """Rows that run unscored before the first window from zeros."""
    batch_size: int = 16
    """Sequences side by side."""
    learning_rate: float | None = None
    """Step size at the start of its cosine decay."""
    finish: int | None = None
    """Most iterations of L-BFGS after the training steps, for as long as validation gains; 0: none."""
    members: int | None = None
    """Networks of different seeds whose mean predicts."""
    baseline: str | None = None
    """The baseline that is fitted instead of a network: linear."""
    clip_norm: float = 1.0
    """Largest norm of the gradient of all parameters together."""
    weight_decay: float | None = None
    """AdamW's pull towards 0."""
    max_epochs: float | None = None
    """Budget in passes over the training rows; at most one of the three budgets."""
    max_steps: int | None = None
    """Budget in training steps."""
    max_seconds: float | None = None
    """Budget in seconds; the one that does not give the same bits twice."""
    patience: float = 0.5
    """Share of the steps without a better validation score after which training ends; 1: never."""
    trials: bool = True
    """Whether short trials settle what is None; False: the first guess is taken."""
    loss: str | Loss = "mse"
    """What is minimised: mse, mae, huber, or a loss such as `elman.Huber(delta=0.5)`."""
    scaling: str = "standard"
    """How channels are scaled, in here: standard, robust (median and MAD), none."""
    missing: str = "hold"
    """What stands in for a missing input: hold (the last known value), error."""
    delay: Mapping[str, int] | str | None = None
    """Rows by which columns of X act late, by name; None: found, where it is clear."""
    validation_fraction: float = 0.2
    """Share that validates: the last part of each sequence, or of five and more some whole ones and some
    second halves."""
    validation_ids: tuple[str, ...] | str = ()
    """Of the `sequence_ids` those that validate whole, instead of a share."""
    random_state: Any = None
    """Of all draws: a whole number gives the same bits each time, and those of `elman.fit` with that
    `seed`; a `RandomState` or None (NumPy's own) draws the seed."""
    engine: str = "native"
    """What does the arithmetic: native, pytorch, reference. Unpickled models run on the native one."""
    threads: int | None = None
    """Most threads to use."""

    def fit(self, X: Any, y: Any, sequence_ids: Any = None) -> SequenceRegressor:
        """Fits the network.

        Args:
            X: inputs `(N, F)`, one row per time step.
            y: targets `(N,)` or `(N, O)`.
            sequence_ids: `(N,)`, the sequence of each row; None: all rows are one sequence.

        Raises:
            ValueError: the data or an option cannot be used (an `ArgumentError`, or scikit-learn's own).
            DivergenceError: no learning rate kept the loss finite.
            KeyboardInterrupt: Ctrl-C; `model_` is the best model so far.
        """
        target_names = _names_of(y)
        x_NF, y_NO = self._check_training(X, y)
        inputs = self._input_names()
        targets = _target_names(target_names, y_NO.shape[1], inputs)
        sequences, _ = _in_sequences(np.hstack([x_NF, y_NO]), inputs + targets, sequence_ids)
        columns = FitColumns(inputs=inputs, targets=targets)
        report = run_fit(FitRequest(sources=sequences, columns=columns, options=self._options()))
        assert isinstance(report.product, Model)
        self.model_: Model = report.product
        if report.result.interrupted:
            # The model is kept, but a search or a script around this must not go on as if nothing happened.
            raise KeyboardInterrupt
        return self

    def predict(self, X: Any, sequence_ids: Any = None) -> Array:
        """Predicts every row from the inputs up to it; float64, `(N,)` or `(N, O)` as `y` was.

        Args:
            X: inputs `(N, F)`, one row per time step.
            sequence_ids: `(N,)`, the sequence of each row; None: all rows are one sequence.

        Raises:
            NotFittedError: there is no model yet.
            ValueError: the data do not fit the model.
        """
        check_is_fitted(self)
        with np.errstate(over="ignore", invalid="ignore"):
            x_NF = validate_data(self, X, reset=False, **self._checks_of_inputs())
        sequences, order_N = _in_sequences(x_NF, self._input_names(), sequence_ids)
        y_NO = np.empty((len(x_NF), len(self.model_.targets)))
        y_NO[order_N] = self.model_.predict_sequences(sequences)[0].values_NO
        return y_NO[:, 0] if self._one_dimensional else y_NO

    def score(self, X: Any, y: Any, sample_weight: Any = None, sequence_ids: Any = None) -> float:
        """Returns the R2 of the prediction, its mean over targets. Rows without a target do not count.

        Args:
            X: inputs `(N, F)`.
            y: targets `(N,)` or `(N, O)`.
            sample_weight: `(N,)`, how much each row counts.
            sequence_ids: `(N,)`, the sequence of each row; None: all rows are one sequence.
        """
        prediction_NO = self.predict(X, sequence_ids=sequence_ids).reshape(-1, len(self.model_.targets))
        y_N = _check_targets(y)
        check_consistent_length(y_N, prediction_NO, sample_weight)
        y_NO = y_N.reshape(len(y_N), -1)
        scores = []
        for truth_N, predicted_N in zip(y_NO.T, prediction_NO.T, strict=True):
            known_N = ~np.isnan(truth_N)
            weight_N = None if sample_weight is None else np.asarray(sample_weight)[known_N]
            scores.append(r2_score(truth_N[known_N], predicted_N[known_N], sample_weight=weight_N))
        return float(np.mean(scores))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = self.missing == "hold"
        tags.target_tags.multi_output = True
        return tags

    def __getstate__(self) -> dict[str, Any]:
        """Pickles the model as the bytes of its file; nothing native is pickled."""
        state = dict(super().__getstate__())
        if "model_" in state:
            state["model_"] = state["model_"].to_bytes()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "model_" in state:
            state = {**state, "model_": Model.from_bytes(state["model_"])}
        super().__setstate__(state)

    def _check_training(self, X: Any, y: Any) -> tuple[Array, Array]:
        """Returns inputs `(N, F)` and targets `(N, O)`, float64."""
        with np.errstate(over="ignore", invalid="ignore"):
            checks = self._checks_of_inputs() | {"ensure_min_samples": 2}
            x_NF, y_N = validate_data(self, X, y, validate_separately=(checks, _CHECKS_OF_TARGETS))
        check_consistent_length(x_NF, y_N)
        self._one_dimensional = y_N.ndim == 1
        return x_NF, y_N.reshape(len(y_N), -1)

    def _checks_of_inputs(self) -> dict[str, Any]:
        return {"dtype": np.float64, "ensure_all_finite": "allow-nan" if self.missing == "hold" else True}

    def _input_names(self) -> tuple[str, ...]:
        """Returns the names that elman gives to the columns of an array without names."""
        names = getattr(self, "feature_names_in_", None)
        if names is not None:
            return tuple(str(name) for name in names)
        return tuple(f"column_{place + 1}" for place in range(self.n_features_in_))

    def _options(self) -> dict[str, Any]:
        """Returns the parameters by the names of `elman.fit`, with NumPy's whole numbers as Python's."""
        options = {
            OWN_NAMES.get(name, name): value.item() if isinstance(value, np.generic) else value
            for name, value in self.get_params(deep=False).items()
            if name != "random_state"
        }
        if isinstance(self.random_state, int | np.integer):
            return options | {"seed": int(self.random_state)}
        return options | {"seed": int(check_random_state(self.random_state).randint(2**31 - 1))}


_CHECKS_OF_TARGETS = {
    "dtype": np.float64,
    "ensure_2d": False,
    "ensure_all_finite": "allow-nan",
}
OWN_NAMES = {
    "max_epochs": "epochs",
    "max_steps": "steps",
    "max_seconds": "budget",
    "num_layers": "layers",
    "random_state": "seed",
    "validation_fraction": "validation",
}
"""The general names of options for which scikit-learn has a customary name."""


def _check_targets(y: Any) -> Array:
    """Returns targets in float64, `(N,)` or `(N, O)`; NaN where missing."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(check_array(y, input_name="y", **_CHECKS_OF_TARGETS))


def _names_of(y: Any) -> list[str]:
    """Returns the names of the targets, if a frame or a series has them."""
    given = list(y.columns) if hasattr(y, "columns") else [getattr(y, "name", None)]
    names = [name for name in given if isinstance(name, str)]
    return names if len(names) == len(given) else []


def _target_names(names: list[str], num_targets: int, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the targets' own names, or y; underscores are added if an input has the same name."""
    if len(names) != num_targets or len(set(names)) != num_targets:
        names = ["y"] if num_targets == 1 else [f"y_{place + 1}" for place in range(num_targets)]
    while set(names) & set(inputs):
        names = [f"{name}_" for name in names]
    return tuple(names)


def _in_sequences(values_NC: Array, names: Sequence[str], sequence_ids: Any) -> tuple[Sequences, Array]:
    """Rows as sequences in the order of their first row, and the rows' places before.

    Raises:
        ValueError: `sequence_ids` are not one value a row.
    """
    if sequence_ids is None:
        ids, place_N = ["0"], np.zeros(len(values_NC), np.int64)
    else:
        ids, place_N = _places(sequence_ids)
        check_consistent_length(values_NC, place_N)
    # Stable: within a sequence the rows stay in order.
    order_N = np.argsort(place_N, kind="stable")
    sequences = Sequences(
        names=tuple(names),
        values_NC=np.ascontiguousarray(values_NC[order_N]),
        lengths=tuple(np.bincount(place_N, minlength=len(ids)).tolist()),
        ids=tuple(ids),
    )
    return sequences, order_N


def _places(sequence_ids: Any) -> tuple[list[str], Array]:
    """Returns the ids in the order of their first row, and the place of each row's id among them."""
    given = np.asarray(sequence_ids)
    if given.ndim != 1:
        raise ArgumentError(f"sequence_ids must be one value a row, got the shape {given.shape}.")
    places: dict[Any, int] = {}
    place_N = np.array([places.setdefault(value, len(places)) for value in given.tolist()], np.int64)
    for value, place in places.items():
        if value is None or value != value:  # noqa: PLR0124
            row = int(np.argmax(place_N == place))
            raise ArgumentError(
                f"sequence_ids must have a value in every row, and have none in row {row}. "
                "Fill it in, or leave those rows out."
            )
    return [str(value) for value in places], place_N
