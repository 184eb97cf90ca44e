"""The object that most users hold: a fitted network with all that it takes to use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from elman.data import Examples, Sequences
from elman.engines import Network, engine_for
from elman.errors import ArgumentError
from elman.evaluation import Baseline
from elman.model.record import Record
from elman.model.results import Evaluation, Prediction
from elman.model.scoring import Task, evaluate_network
from elman.network import Parameters, State
from elman.network.losses import MSE
from elman.prediction import predict_carried
from elman.shown import About, Shown
from elman.tables import Rows

if TYPE_CHECKING:
    from elman.export import Exported
    from elman.export.pytorch.sequence_model import SequenceModel
    from elman.inspect import Inspection
    from elman.model.channels import Channels
    from elman.prediction import Stream, StreamBatch, StreamLanes
    from elman.tables.sources import Source


class Model(Shown):
    """A fitted network: predicts, scores itself beside the baselines, and goes into a file.

    Attributes:
        record: its shape, preparation and origin.
    """

    def __init__(
        self,
        record: Record,
        network: Network,
        baselines: Mapping[str, Baseline],
        members: Sequence[Parameters] = (),
    ) -> None:
        self.record = record
        self._network = network
        self._baselines = dict(baselines)
        self._members = tuple(members)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Model:
        """Reads a model file.

        Raises:
            ModelFileError: it is not there, no model file, or damaged.
        """
        from elman.model.file import read_model

        return cls._rebuild(*read_model(Path(path)))

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Reads what `to_bytes` gave.

        Raises:
            ModelFileError: it is no model, or damaged.
        """
        from elman.model.file import read_model

        return cls._rebuild(*read_model(data))

    @classmethod
    def _rebuild(
        cls, record: Record, members: Sequence[Parameters], baselines: Mapping[str, Baseline]
    ) -> Model:
        from elman.optimizers import Adam

        network = engine_for(record.spec).build(record.spec, loss=MSE(), optimizer=Adam())
        network.load(_as_one(record, members))
        return cls(record, network, baselines, members if record.members > 1 else ())

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the model file, in full or not at all.

        Raises:
            ArgumentError: it cannot be written.
        """
        from elman.model.file import write_model

        write_model(Path(path), *self._stored(), self._baselines)

    def to_bytes(self) -> bytes:
        """The content of the model file."""
        from elman.model.file import model_to_bytes

        return model_to_bytes(*self._stored(), self._baselines)

    def _stored(self) -> tuple[Record, Sequence[Parameters]]:
        """The record and the parameters as a file has them: of each network, if they are those in use.

        Weights that were loaded since may tie the networks together; then they are one.
        """
        own = self._network.parameters()
        if not self._members:
            return self.record, [own]
        joined = _as_one(self.record, self._members)
        if all(np.array_equal(own[name], joined[name]) for name in joined):
            return self.record, self._members
        return replace(self.record, members=1), [own]

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle` and `copy`: the content of the file."""
        return type(self).from_bytes, (self.to_bytes(),)

    def describe(self) -> str:
        """What it is, in a few lines: its network, columns, training and validation scores."""
        from elman.model.text import describe_model

        return describe_model(self.record)

    def _about(self) -> About:
        from elman.model.text import about_model

        return about_model(self.record)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the input columns."""
        return self.record.preparation.inputs

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the target columns."""
        return self.record.preparation.targets

    @property
    def network(self) -> Network:
        """The network, which takes and gives scaled arrays."""
        return self._network

    @property
    def networks(self) -> list[Network]:
        """Each network whose mean predicts; where there is one, that."""
        record, members = self._stored()
        if record.members == 1:
            return [self._network]
        from elman.optimizers import Adam

        spec = record.member_spec
        networks = [engine_for(spec).build(spec, loss=MSE(), optimizer=Adam()) for _ in members]
        for network, parameters in zip(networks, members, strict=True):
            network.load(parameters)
        return networks

    def read_inputs(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Sequences:
        """The model's inputs, read and called as the model calls them; the arguments are those of `predict`.

        Raises:
            ArgumentError: the data do not fit the model.
        """
        channels = self._channels
        roles = channels.roles(inputs, (), id=id, time=time)
        return channels.read(sources, roles, rows=rows, reading=reading)

    def read(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Sequences:
        """The model's inputs and targets, read and called as the model calls them.

        The arguments are those of `evaluate`.

        Raises:
            ArgumentError: the data do not fit the model.
        """
        channels = self._channels
        roles = channels.roles(inputs, targets, id=id, time=time)
        return channels.read(sources, roles, rows=rows, reading=reading, written=True)

    @overload
    def stream(self, *, state: State | None = None, batch: None = None) -> Stream: ...

    @overload
    def stream(self, *, state: State | None = None, batch: int | Sequence[str]) -> StreamBatch: ...

    def stream(
        self, *, state: State | None = None, batch: int | Sequence[str] | None = None
    ) -> Stream | StreamBatch:
        """A stream that takes rows one by one, or in chunks, and carries the state.

        Args:
            state: to go on from, as `predict` or another stream of this model left it; None: from the start.
            batch: for many independent streams that run as one: how many, or their ids. A state is of as
                many, in order; with ids, each goes on from its own, and a new one begins. None: one stream.

        Returns:
            A `Stream`, whose `step` takes a row; with `batch` a `StreamBatch`, whose `step` takes a row for
            each lane.

        Raises:
            StateError: the state is not one of this model, or of other sequences.
        """
        from elman.prediction import StreamBatch, open_stream

        parts = self._network, self.record.preparation, self.record.training_range
        if batch is None:
            return open_stream(*parts, state=state)
        return StreamBatch(*parts, lanes=batch, state=state)

    def stream_lanes(self, *, state: State | None = None) -> StreamLanes:
        """Streams by id, which begin when their id first comes, and go on one by one.

        Args:
            state: of the sequences so far, by id; None: all begin.

        Raises:
            StateError: the state is not one of this model, or has no ids.
        """
        from elman.prediction import StreamLanes

        return StreamLanes(self._network, self.record.preparation, self.record.training_range, state=state)

    # Many parameters: what a table is read by, and the state; all by keyword, as on the command line.
    @overload
    def predict(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,
        time: str | None = None,
        rows: Rows | None = None,
        state: State | None = None,
        start_from: int | None = None,
        targets: Sequence[str] | None = None,
        truth: bool = False,
        return_state: Literal[False] = False,
        **reading: Any,
    ) -> Prediction: ...

    @overload
    def predict(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,
        time: str | None = None,
        rows: Rows | None = None,
        state: State | None = None,
        start_from: int | None = None,
        targets: Sequence[str] | None = None,
        truth: bool = False,
        return_state: Literal[True],
        **reading: Any,
    ) -> tuple[Prediction, State]: ...

    def predict(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        state: State | None = None,
        start_from: int | None = None,
        targets: Sequence[str] | None = None,
        truth: bool = False,
        return_state: bool = False,
        **reading: Any,
    ) -> Prediction | tuple[Prediction, State]:
        """Predicts every row from the inputs up to it.

        Args:
            sources: as `elman.read_sequences`; targets are not needed.
            inputs: columns to read as the model's inputs, in its order; None: those of the same names.
            id: as `elman.read_sequences`.
            time: as `elman.read_sequences`.
            rows: as `elman.read_sequences`.
            state: to go on from, as an earlier call or a stream of this model left it; None: zeros. With
                `id`, each sequence goes on from its own, and a new one begins; without, the state has one
                lane a sequence: that of the same name, or, where no name is the same, in order.
            start_from: rows at the start of each sequence whose measured targets tell the state that it
                begins in; the sources have the targets then. None: it begins from `state`.
            targets: with `start_from` or `truth`, columns to read as the model's targets, in its order; None:
                those of the same names.
            truth: whether the targets are read too, for what `Prediction.columns` says of them.
            return_state: whether to return the state after the last row of each sequence, too.
            **reading: how tables are read, as `elman.read_sequences`.

        Raises:
            ArgumentError: the data do not fit the model.
            StateError: the state is not one of this model, or of other sequences.
        """
        wanted = truth or start_from is not None
        channels = self._channels
        roles = channels.roles(inputs, targets if wanted else (), id=id, time=time)
        sequences = channels.read(sources, roles, rows=rows, reading=reading, written=True)
        if start_from is not None:
            state = self._checked_start(sequences, start_from, state)
        match_ids = id is not None and start_from is None
        prediction, after = self.predict_sequences(sequences, state=state, match_ids=match_ids)
        return (prediction, after) if return_state else prediction

    def predict_sequences(
        self, sequences: Sequences, *, state: State | None = None, match_ids: bool = False
    ) -> tuple[Prediction, State]:
        """The same for sequences that are there already, with the model's inputs among their channels.

        Args:
            sequences: in their units.
            state: as `predict`.
            match_ids: whether each sequence goes on from the state's lane of the same id.
        """
        preparation = self.record.preparation
        notes: tuple[str, ...] = sequences.notes
        resting = None
        if state is not None and match_ids:
            from elman.prediction import match_lanes

            matched = match_lanes(state, sequences.ids, self._network, preparation)
            state, resting, notes = matched.state, matched.resting, notes + matched.notes
        elif state is not None:
            from elman.prediction import in_order_of

            state = in_order_of(state, sequences.ids, self._network, preparation)
        carried = predict_carried(self._network, preparation, sequences, state)
        prediction = Prediction(
            values_NO=carried.values_NO,
            names=self.targets,
            lengths=sequences.lengths,
            ids=sequences.ids,
            notes=notes + carried.notes,
            given=sequences,
        )
        return prediction, carried.state if resting is None else State.join([carried.state, resting])

    # Many parameters: what a table is read by, all by keyword, as on the command line.
    def evaluate(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        skip: int = 0,
        start_from: int | None = None,
        **reading: Any,
    ) -> Evaluation:
        """Scores the model beside the baselines, in the targets' units.

        Args:
            sources: as `predict`.
            inputs: as `predict`.
            targets: columns to read as the model's targets, in its order; None: those of the same names.
            id: as `predict`.
            time: as `predict`.
            rows: as `predict`.
            skip: rows at the start of each sequence that are not scored.
            start_from: rows at the start of each sequence whose targets tell the state that it begins in;
                they are not scored. None: each begins from zeros.
            **reading: how tables are read, as `elman.read_sequences`.

        Raises:
            ArgumentError: the data do not fit the model, or skip leaves nothing.
        """
        sequences = self.read(sources, inputs=inputs, targets=targets, id=id, time=time, rows=rows, **reading)
        return self.evaluate_sequences(sequences, skip=skip, start_from=start_from, diagnosed=True)

    def evaluate_sequences(
        self,
        sequences: Sequences,
        *,
        examples: Examples | None = None,
        leads: Sequence[int] = (),
        skip: int = 0,
        start_from: int | None = None,
        diagnosed: bool = False,
    ) -> Evaluation:
        """The same for sequences that are there already, with the model's channels.

        Args:
            sequences: in their units.
            examples: the same rows prepared, where they are the rest of longer sequences: what is held
                from before the cut is in them. None: prepared here.
            leads: rows at the start of each sequence that bring the state up: the network runs through them,
                and they are neither scored nor returned.
            skip: as `evaluate`, after the leads.
            start_from: as `evaluate`.
            diagnosed: whether the errors are looked at; without leads.
        """
        notes: tuple[str, ...] = ()
        if examples is None:
            examples, notes = self.record.preparation.examples(sequences)
        state = None
        if start_from is not None:
            state = self._start_states(sequences, examples, start_from)
            skip = max(skip, start_from)
        task = Task(
            sequences=sequences,
            examples=examples,
            leads=leads or (0,) * len(sequences),
            skip=skip,
            notes=notes,
            diagnosed=diagnosed,
            state=state,
        )
        return evaluate_network(self.record, self._network, self._baselines, task)

    def inspect(
        self,
        sources: Source | Sequence[Source],
        *,
        steps: int = 100,
        window: int | None = None,
        **reading: Any,
    ) -> Inspection:
        """Looks inside the network while it runs over the first sequence of the sources, from its first row.

        Args:
            sources: with inputs and targets, as `evaluate`; a few hundred rows are enough.
            steps: rows that gradients are followed back.
            window: rows after which the gradient is cut, as in training; None: it is not cut.
            **reading: `inputs`, `targets`, `id`, `time`, `rows` and how tables are read, as `evaluate`.

        Returns:
            States, gates, the reach of the gradient, time constants and more; see `elman.inspect`.

        Raises:
            ArgumentError: the data do not fit the model, or a number is out of its range.
        """
        from elman.inspect import look_inside

        examples, _ = self.record.preparation.examples(self.read(sources, **reading))
        x_TF, y_TO = next(iter(examples))
        return look_inside(
            self._network,
            np.ascontiguousarray(x_TF[np.newaxis]),
            y_TO[np.newaxis],
            steps=steps,
            window=window,
            input_names=self.inputs,
        )

    # Many parameters: those of `evaluate`, which it draws.
    def plot(
        self,
        path: str | PathLike[str],
        sources: Source | Sequence[Source] | None = None,
        *,
        inputs: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        skip: int = 0,
        **reading: Any,
    ) -> Evaluation:
        """Writes a picture: truth in red, prediction in blue, the error below, the score in the title.

        Args:
            path: where the picture goes: .png, .svg or .pdf.
            sources: what is predicted, as `elman.read_sequences` takes it.
            inputs: columns to read as the model's inputs, in its order; None: those of the same names.
            targets: columns to read as the model's targets, in its order; None: those of the same names.
            id: the column that tells the sequences of a table apart.
            time: the column that must ascend within a sequence.
            rows: first row and the row after the last one, of each table.
            skip: rows at the start of each sequence that are not scored.
            **reading: how tables are read, as `elman.read_sequences`.

        Returns:
            What was drawn.

        Raises:
            ArgumentError: there are no sources, they do not fit the model, or the picture cannot go there.
        """
        from elman.model.pictures import predicted_targets
        from elman.plots import check_plot_path, draw_prediction, save_figure

        path = Path(path)
        check_plot_path(path)
        if sources is None:
            raise ArgumentError("sources must be given with a model, got none. Name the tables to predict.")
        evaluation = self.evaluate(
            sources, inputs=inputs, targets=targets, id=id, time=time, rows=rows, skip=skip, **reading
        )
        notes = save_figure(draw_prediction(predicted_targets(evaluation)), path)
        return replace(evaluation, prediction=evaluation.prediction.with_notes(notes))

    def export(
        self,
        path: str | PathLike[str],
        *,
        to: str | None = None,
        sample: Source | Sequence[Source] | Sequences | None = None,
    ) -> Exported:
        """Writes the model in another format, after that file has proved that it says the same.

        The file is run over full sequences, in chunks and step by step, beside the model. If they differ by
        more than 1e-5 of a target's scale, nothing is written.

        Args:
            path: where the file goes.
            to: a name in `elman.export.TARGETS`; None: by the file's suffix.
            sample: real rows to prove it on, as `predict` takes them; None: rows are made up in the
                training range.

        Raises:
            ArgumentError: the format cannot express the model, the sample does not fit it, or the file
                cannot be written.
            MissingExtraError: writing takes a package that is not installed.
            ExportError: the exported file does not agree with the model.
        """
        from elman.export import TARGETS, choose_target, export_model, take_sample
        from elman.model.exports import make_exportable

        path = Path(path)
        target = choose_target(TARGETS, path, to)
        exportable = make_exportable(self.record, self._network.parameters(), path)
        target.check(exportable)
        rows = None
        if sample is not None:
            given = sample if isinstance(sample, Sequences) else self.read_inputs(sample)
            rows = take_sample(np.split(given.columns(self.inputs), given.starts[1:]))
        return export_model(exportable, target, path, sample=rows)

    def to_pytorch(self) -> SequenceModel:
        """The model as the `torch.nn.Module` that an export to PyTorch writes, trainable, in `eval()`.

        Its `state_dict` has the names of elman's own parameters: `network.load(module.state_dict())` takes
        them back.

        Raises:
            MissingExtraError: PyTorch is not installed.
        """
        from elman.export.pytorch.module import build_module
        from elman.model.exports import make_exportable

        return build_module(make_exportable(self.record, self._network.parameters(), Path("model")))

    @property
    def _channels(self) -> Channels:
        from elman.model.channels import Channels

        return Channels(self.inputs, self.targets, self.record.step)

    def _checked_start(self, sequences: Sequences, rows: int, state: State | None) -> State:
        if state is not None:
            raise ArgumentError(
                "state must not be given with start_from: the first rows tell the state. Leave one out."
            )
        return self._start_states(sequences, self.record.preparation.examples(sequences)[0], rows)

    def _start_states(self, sequences: Sequences, examples: Examples, rows: int) -> State:
        from elman.prediction.estimation import start_states

        return start_states(self._network, self.record.preparation, sequences, examples, rows)


def _as_one(record: Record, members: Sequence[Parameters]) -> Parameters:
    """The parameters of the network that predicts the mean of some."""
    if record.members == 1:
        return members[0]
    # Most models have one network.
    from elman.network.joined import join_parameters

    return join_parameters(record.member_spec, members)
