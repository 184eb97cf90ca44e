"""The model: a fitted network with everything that its use takes."""

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
    """A fitted network that predicts, scores itself beside the baselines, and can be saved to a file.

    Attributes:
        record: the shape of the network, the preparation of its data, and where they came from.
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
        """Reads a model from its file.

        Args:
            path: a file that `save` or `elman fit` wrote.

        Raises:
            ModelFileError: the file does not exist, holds no model, or is damaged.
        """
        from elman.model.file import read_model

        return cls._rebuild(*read_model(Path(path)))

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Makes a model from the bytes that `to_bytes` returned.

        Raises:
            ModelFileError: the bytes hold no model, or are damaged.
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
        """Writes the model to a file, in full or not at all.

        Args:
            path: where the file goes; a file that is there is replaced.

        Raises:
            ArgumentError: the file cannot be written.
        """
        from elman.model.file import write_model

        write_model(Path(path), *self._stored(), self._baselines)

    def to_bytes(self) -> bytes:
        """Returns the content of the file that `save` writes."""
        from elman.model.file import model_to_bytes

        return model_to_bytes(*self._stored(), self._baselines)

    def _stored(self) -> tuple[Record, Sequence[Parameters]]:
        """Returns the record and the parameters for a file, those of each network if they are still in use.

        If other weights were loaded since, the networks may be tied together and are stored as one.
        """
        own = self._network.parameters()
        if not self._members:
            return self.record, [own]
        joined = _as_one(self.record, self._members)
        if all(np.array_equal(own[name], joined[name]) for name in joined):
            return self.record, self._members
        return replace(self.record, members=1), [own]

    def __reduce__(self) -> tuple[Any, ...]:
        """Lets `pickle` and `copy` carry the content of the file."""
        return type(self).from_bytes, (self.to_bytes(),)

    def describe(self) -> str:
        """Describes the model in a few lines: network, columns, training and validation scores."""
        from elman.model.text import describe_model

        return describe_model(self.record)

    def _about(self) -> About:
        from elman.model.text import about_model

        return about_model(self.record)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the input columns."""
        return self.record.preparation.inputs

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the target columns."""
        return self.record.preparation.targets

    @property
    def network(self) -> Network:
        """The network; its inputs and outputs are scaled arrays."""
        return self._network

    @property
    def networks(self) -> list[Network]:
        """The networks whose mean predicts; a list of one if there is only one."""
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
        """Reads the model's inputs from tables, under the model's own names.

        Args:
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these.
            inputs: columns to read as the model's inputs, in its order; None: the columns of the same names.
            id: the column, or several columns, that name the sequence of a row; None: each table is one.
            time: the column that must ascend within a sequence; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

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
        """Reads the model's inputs and targets from tables, under the model's own names.

        Args:
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these.
            inputs: columns to read as the model's inputs, in its order; None: the columns of the same names.
            targets: columns to read as the model's targets, in its order; None: those of the same names.
            id: the column, or several columns, that name the sequence of a row; None: each table is one.
            time: the column that must ascend within a sequence; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

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
        """Opens a stream, which takes rows one by one or in chunks and carries the state.

        Args:
            state: the state to go on from, which `predict` or another stream of this model returned; None:
                from the start.
            batch: the number or the ids of independent streams that run as one batch; None: a single stream.
                A state must then have as many sequences in the same order. With ids, each stream goes on
                from the state of its id, and a new id begins.

        Returns:
            A `Stream`, whose `step` takes a row. With `batch` a `StreamBatch`, whose `step` takes a row for
            each stream.

        Raises:
            StateError: the state belongs to another model, or to other sequences.
        """
        from elman.prediction import StreamBatch, open_stream

        parts = self._network, self.record.preparation, self.record.training_range
        if batch is None:
            return open_stream(*parts, state=state)
        return StreamBatch(*parts, lanes=batch, state=state)

    def stream_lanes(self, *, state: State | None = None) -> StreamLanes:
        """Opens streams by id: each begins when its id first comes, and takes rows of its own.

        Args:
            state: the state of earlier sequences by id, to go on from; None: all begin.

        Raises:
            StateError: the state belongs to another model, or has no ids.
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
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these. Targets are
                not needed.
            inputs: columns to read as the model's inputs, in its order; None: the columns of the same names.
            id: the column, or several columns, that name the sequence of a row; None: each table is one.
            time: the column that must ascend within a sequence; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            state: the state to go on from, which an earlier call or a stream of this model returned; None:
                zeros. With `id`, each sequence goes on from the state of its id, and a new id begins. Without
                `id`, sequences are matched by name, or in order if no name is the same.
            start_from: how many rows at the start of each sequence are used to find its first state; the
                sources must then have the measured targets. None: each sequence begins from `state`.
            targets: with `start_from` or `truth`, columns to read as the model's targets, in its order; None:
                the columns of the same names.
            truth: whether to read the targets too, so that `Prediction.columns` can show them.
            return_state: whether to return the state after the last row of each sequence, too.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The prediction; with `return_state` a pair of the prediction and the state.

        Raises:
            ArgumentError: the data do not fit the model.
            StateError: the state belongs to another model, or to other sequences.
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
        """Predicts every row of sequences that are already read.

        Args:
            sequences: sequences in units, with the model's inputs among their channels.
            state: the state to go on from; None: zeros.
            match_ids: whether each sequence goes on from the state of its id. Otherwise sequences are matched
                by name, or in order if no name is the same.

        Returns:
            The prediction, and the state after the last row of each sequence.
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
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these, with inputs
                and targets.
            inputs: columns to read as the model's inputs, in its order; None: the columns of the same names.
            targets: columns to read as the model's targets, in its order; None: those of the same names.
            id: the column, or several columns, that name the sequence of a row; None: each table is one.
            time: the column that must ascend within a sequence; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            skip: how many rows at the start of each sequence are not scored.
            start_from: how many rows at the start of each sequence are used to find its first state; they are
                not scored. None: each sequence begins from zeros.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The scores of the model and of the baselines, with the prediction.

        Raises:
            ArgumentError: the data do not fit the model, or skip leaves no row.
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
        """Scores the model on sequences that are already read.

        Args:
            sequences: sequences in units, with the model's inputs and targets.
            examples: the same rows, prepared. Give them if the sequences are the rest of longer ones, whose
                earlier values are held. None: the rows are prepared here.
            leads: how many rows at the start of each sequence bring the state up; they are neither scored nor
                returned.
            skip: how many rows after the leads are not scored.
            start_from: how many rows at the start of each sequence are used to find its first state; they are
                not scored. None: each sequence begins from zeros.
            diagnosed: whether the errors are diagnosed too, which needs sequences without leads.

        Returns:
            The scores of the model and of the baselines, with the prediction.
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
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these, with inputs
                and targets; a few hundred rows are enough.
            steps: how many rows gradients are followed back.
            window: the number of rows after which the gradient is cut, as in training; None: it is not cut.
            **reading: the columns and rows (`inputs`, `targets`, `id`, `time`, `rows`), and the options of
                `elman.tables.ReadOptions`.

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
            path: where the picture goes; its name ends in .png, .svg or .pdf.
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these, with inputs
                and targets.
            inputs: columns to read as the model's inputs, in its order; None: the columns of the same names.
            targets: columns to read as the model's targets, in its order; None: those of the same names.
            id: the column, or several columns, that name the sequence of a row; None: each table is one.
            time: the column that must ascend within a sequence; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            skip: how many rows at the start of each sequence are not scored.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The evaluation that was drawn.

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
        """Writes the model in another format, after a proof that the file gives the same numbers.

        The file is run beside the model on whole sequences, in chunks and row by row. If they differ by more
        than 1e-5 of a target's scale, nothing is written.

        Args:
            path: where the file goes.
            to: the name of the format, one of `elman.export.TARGETS`; None: the file's suffix tells it.
            sample: real rows for the proof: a path, an array, a mapping, a frame, or a list of these. None:
                rows are made up within the training range.

        Returns:
            The format, the proof, and notes on what the format cannot express.

        Raises:
            ArgumentError: the format cannot express the model, the sample does not fit it, or the file
                cannot be written.
            MissingExtraError: writing needs a package that is not installed.
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
        """Returns the model as a `torch.nn.Module`, the same that an export to PyTorch writes.

        The module is in `eval()` mode and can be trained. Its `state_dict` has the names of elman's
        parameters, so `network.load(module.state_dict())` brings its weights back.

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
    """Returns the parameters of the network that predicts the mean of several."""
    if record.members == 1:
        return members[0]
    # Most models have one network.
    from elman.network.joined import join_parameters

    return join_parameters(record.member_spec, members)
