"""A search: rounds of trials by successive halving, then the best beside the default with other seeds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Any

from elman.data import Sequences, fingerprint, split_in_time
from elman.data.division import Piece, take
from elman.data.reading import read_columns
from elman.errors import ArgumentError
from elman.fleet.planning import rows_table
from elman.model import Model
from elman.runners import Outcome, Runner, Task, finish_all, open_runner
from elman.tables import write_table
from elman.tuning.halving import ROUND, RUNGS, Rung, first_rung, next_rung
from elman.tuning.journal import Journal
from elman.tuning.pace import Pace
from elman.tuning.request import TuneRequest
from elman.tuning.result import Confirmation, Trial, TuneResult
from elman.tuning.sampler import Point, Sampler
from elman.tuning.trial import run_trial

FORMAT = 1
_ROUNDS = 3
"""Where neither rounds nor a budget are given."""
_SOBOL_ROUNDS = 1
DEFAULT = 0
"""The trial with the options of a plain fit; it is trained to its end, to compare the others with."""
OTHER_SEEDS = 2
"""Runs of the best and of the default with other seeds: with their own, three of each."""


class TuneWatch:
    """What a search tells while it runs; every method may be replaced, none must."""

    def noted(self, note: str) -> None:
        """Something was found or done."""

    def tried(self, trial: Trial, best: float) -> None:
        """A trial has come to a rung."""


def tune(request: TuneRequest, watch: TuneWatch | None = None) -> TuneResult:
    """Searches, or goes on with a search that was interrupted or killed: the journal becomes the same.

    Raises:
        ArgumentError: the data or an option cannot be used, or the directory is another search's.
    """
    return Search(request, watch or TuneWatch()).run()


@dataclass(frozen=True, slots=True)
class _Job:
    """A trial on its way to a rung, or a run with another seed."""

    name: str
    options: dict[str, Any]
    share: float
    line: dict[str, Any]


class Search:
    """A search in its directory."""

    def __init__(self, request: TuneRequest, watch: TuneWatch) -> None:
        """Reads the data and the journal; nothing is trained yet.

        Raises:
            ArgumentError: the data cannot be used, or the directory is another search's.
        """
        self._request = request
        self._watch = watch
        self._whole = _divisible(read_columns(request.sources, request.columns))
        for note in self._whole.notes:
            watch.noted(note)
        self._seen, _ = split_in_time(self._whole, request.test)
        (request.directory / "trials").mkdir(parents=True, exist_ok=True)
        self._journal = Journal(request.directory / "journal.jsonl", self._header())
        self._done = self._journal.lines[1:]
        self._pace = Pace(request.directory / "seconds.jsonl", request.seconds)
        self._points: dict[int, Point] = {}
        self._sampler = Sampler(
            [dimension.count for dimension in request.space.values()],
            seed=request.seed,
            first=_SOBOL_ROUNDS * ROUND - 1,
        )
        self.trials: dict[int, Trial] = {}

    def run(self) -> TuneResult:
        """Runs what is missing."""
        rows = self._request.directory / "rows.parquet"
        if not rows.exists():
            write_table(rows_table(self._seen, 0, len(self._seen)), rows)
        with open_runner(self._request.on, self._request.workers) as runner:
            number = 0
            while self._begins(number):
                self._round(number, runner)
                number += 1
            best = self._best()
            confirmations = self._confirm(best, runner)
        return self._result(best, confirmations)

    def _begins(self, number: int) -> bool:
        """Whether a round begins: one that the journal has begun, and any that there is room for."""
        if number == 0 or any("share" in line for line in self._done):
            return True
        if self._done:  # the runs with other seeds have begun
            return False
        if self._request.rounds is not None or self._request.seconds is None:
            return number < (self._request.rounds or _ROUNDS)
        return self._pace.has_room(number)

    def _round(self, number: int, runner: Runner) -> None:
        began = perf_counter()
        rung: Rung | None = first_rung(number)
        assert rung is not None
        for trial in rung.trials:
            self.trials[trial] = Trial(number=trial, options=self._options(trial))
        while rung is not None:
            self._run_jobs([self._job(trial, rung.share) for trial in rung.trials], runner, self._keep)
            scores = [self.trials[trial].score for trial in rung.trials]
            rung = next_rung(rung, scores, always=(DEFAULT,))
        self._tell(first_rung(number).trials)
        self._clean(first_rung(number).trials)
        self._pace.record(number, perf_counter() - began)

    def _options(self, trial: int) -> dict[str, Any]:
        """What a trial tries; the default tries nothing."""
        if trial == DEFAULT:
            return {}
        self._points[trial] = self._sampler.ask()
        values = zip(self._request.space.items(), self._points[trial], strict=True)
        return {name: dimension.value(u) for (name, dimension), u in values}

    def _tell(self, trials: Sequence[int]) -> None:
        for number in trials:
            if number in self._points:
                trial = self.trials[number]
                self._sampler.tell(self._points[number], trial.share, trial.score)

    def _job(self, number: int, share: float) -> _Job:
        trial = self.trials[number]
        line = {"trial": number, "share": round(share, 6), "options": trial.options}
        return _Job(f"{number:04}", dict(trial.options), share, line)

    def _keep(self, job: _Job, line: dict[str, Any]) -> None:
        """A line of the journal becomes what is known of a trial."""
        number = line["trial"]
        known = {"share": job.share, "steps": line["steps"], "error": line["error"]}
        score = inf if line["score"] is None else line["score"]
        if job.share == RUNGS[0]:
            known["first_score"] = score
        self.trials[number] = dataclasses.replace(self.trials[number], score=score, **known)
        self._watch.tried(self.trials[number], min(trial.score for trial in self.trials.values()))

    def _run_jobs(
        self, jobs: list[_Job], runner: Runner, keep: Callable[[_Job, dict[str, Any]], None]
    ) -> None:
        """Runs the jobs that the journal does not have; the lines come in the order of the jobs."""
        missing = []
        for job in jobs:
            if self._done:
                line = self._done.pop(0)
                self._check_line(line, job)
                keep(job, line)
            else:
                missing.append(job)
        tasks = {job.name: self._task(job) for job in missing}
        for job, outcome in _in_order(missing, finish_all(runner, tasks.values())):
            line = job.line | (outcome.report or {"score": None, "steps": 0, "error": outcome.error})
            self._journal.append(line)
            keep(job, line)

    def _check_line(self, line: dict[str, Any], job: _Job) -> None:
        if any(line.get(name) != value for name, value in job.line.items()):
            raise ArgumentError(
                f"output must hold a journal of this search, got {str(self._request.directory)!r}, whose "
                f"line {len(self._journal.lines) - len(self._done)} is of another. Name another directory."
            )

    def _task(self, job: _Job) -> Task:
        options = {
            "inputs": list(self._request.columns.inputs),
            "targets": list(self._request.columns.targets),
            "share": job.share,
            "fit": self._request.fixed | job.options,
        }
        directory = self._request.directory.absolute()
        arguments = str(directory / "rows.parquet"), options, str(directory / "trials" / job.name)
        return Task(key=job.name, work=run_trial, arguments=arguments)

    def _clean(self, trials: Sequence[int]) -> None:
        """Removes what a trial needs to go on: none of these does."""
        for trial in trials:
            self._file(f"{trial:04}.checkpoint").unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._request.directory / "trials" / name

    def _best(self) -> Trial:
        ended = [trial for trial in self.trials.values() if trial.share == 1.0]
        best = min(ended, key=lambda trial: (trial.score, trial.number))
        if best.score == inf:
            raise ArgumentError(
                f"at least one trial must come to its end, and none does. The first says: "
                f"{next(iter(self.trials.values())).error}"
            )
        return best

    def _confirm(self, best: Trial, runner: Runner) -> list[Confirmation]:
        """The best and the default with several seeds, each with its error on the rows that no trial saw."""
        jobs = []
        compared = (
            [("best", best)] if best.number == DEFAULT else [("best", best), ("default", self.trials[0])]
        )
        for what, trial in compared:
            for seed in range(self._request.seed + 1, self._request.seed + 1 + OTHER_SEEDS):
                line = {"confirm": what, "trial": trial.number, "seed": seed}
                jobs.append(_Job(f"{trial.number:04}-seed{seed}", {**trial.options, "seed": seed}, 1.0, line))
        found: list[tuple[str, int, str]] = [
            (what, self._request.seed, f"{trial.number:04}") for what, trial in compared
        ]
        failed: set[str] = set()

        def keep(job: _Job, line: dict[str, Any]) -> None:
            found.append((line["confirm"], line["seed"], job.name))
            failed.update([job.name] if line["score"] is None else [])

        self._run_jobs(jobs, runner, keep)
        ended = [self._job(trial.number, 1.0) for _, trial in compared]
        self._make_again([job for job in (*ended, *jobs) if job.name not in failed], runner)
        return [
            Confirmation(what=what, seed=seed, error=self._held_out(name))
            for what, seed, name in found
            if name not in failed and self._file(f"{name}.safetensors").exists()
        ]

    def _make_again(self, jobs: list[_Job], runner: Runner) -> None:
        """Fits models again that the journal knows and somebody has removed: they become the same."""
        missing = [job for job in jobs if not self._file(f"{job.name}.safetensors").exists()]
        for outcome in finish_all(runner, [self._task(job) for job in missing]):
            assert outcome.error is None, outcome.error

    def _held_out(self, name: str) -> float:
        """The error of a model on the rows that no trial saw, run from the first row on."""
        model = Model.load(self._file(f"{name}.safetensors"))
        scores = model.evaluate_sequences(self._whole, leads=self._leads()).scores
        overall = scores.network.overall
        error = overall["rmse"] if overall["nrmse"] is None else overall["nrmse"]
        return inf if error is None else error

    def _leads(self) -> tuple[int, ...]:
        """The rows of each sequence that trials have seen."""
        return self._seen.lengths

    def _result(self, best: Trial, confirmations: list[Confirmation]) -> TuneResult:
        model = Model.load(self._file(f"{best.number:04}.safetensors"))
        scores = model.evaluate_sequences(self._whole, leads=self._leads()).scores
        model.save(self._request.directory / "best.safetensors")
        result = TuneResult(
            trials=tuple(self.trials.values()),
            best=best,
            confirmations=tuple(confirmations),
            held_out=scores,
            request=self._request,
        )
        write_table(result.columns(), self._request.directory / "trials.csv")
        return result

    def _header(self) -> dict[str, Any]:
        request = self._request
        return {
            "elman_tune": FORMAT,
            "elman_version": version("elman"),
            "data": fingerprint(self._whole),
            "inputs": list(request.columns.inputs),
            "targets": list(request.columns.targets),
            "seed": request.seed,
            "options": request.fixed,
            "search": list(request.space),
            "rounds": request.rounds,
            "budget": request.seconds,
            "test": request.test,
        }


def _in_order(jobs: Sequence[_Job], outcomes: Iterator[Outcome]) -> Iterator[tuple[_Job, Outcome]]:
    """Outcomes in the order of their jobs; one that comes early waits."""
    ready: dict[str, Outcome] = {}
    waiting = iter(jobs)
    job = next(waiting, None)
    for outcome in outcomes:
        ready[outcome.task.key] = outcome
        while job is not None and job.name in ready:
            yield job, ready.pop(job.name)
            job = next(waiting, None)


def _divisible(sequences: Sequences) -> Sequences:
    """Those of more than one row, which can be cut in two."""
    kept = [Piece(number, 0, rows) for number, rows in enumerate(sequences.lengths) if rows > 1]
    return sequences if len(kept) == len(sequences) or not kept else take(sequences, kept)
