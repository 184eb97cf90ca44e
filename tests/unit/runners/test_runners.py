"""What every runner promises: outcomes of all tasks, errors as sentences, work that outlives its worker."""

import multiprocessing

import pytest

from elman.errors import ArgumentError
from elman.runners import Task, finish_all, open_runner
from tests.unit.runners import works


def task(key, work, *arguments):
    return Task(key=key, work=work, arguments=arguments)


def outcomes(tasks, workers=2):
    with open_runner("processes", workers) as runner:
        return {outcome.task.key: outcome for outcome in finish_all(runner, tasks)}


def test_every_task_has_its_outcome():
    found = outcomes([task(str(number), works.double, number) for number in range(7)])
    assert {key: outcome.report for key, outcome in found.items()} == {str(n): 2 * n for n in range(7)}


def test_a_worker_has_one_thread():
    assert outcomes([task("a", works.threads)])["a"].report == "1"


def test_what_fails_twice_is_tried_a_third_time(tmp_path):
    assert outcomes([task("a", works.fail_times, str(tmp_path), 2)])["a"].report == 2


def test_what_always_fails_is_reported_and_stops_nobody(tmp_path):
    found = outcomes([task("bad", works.fail_times, str(tmp_path), 99), task("good", works.double, 4)])
    assert found["bad"].error == "ValueError: try 2"
    assert found["good"].report == 8


def test_work_outlives_the_workers_that_die_under_it(tmp_path):
    assert outcomes([task("a", works.die_times, str(tmp_path), 4)])["a"].report == 4


def test_work_that_kills_every_worker_is_reported(tmp_path):
    found = outcomes([task("bad", works.die_times, str(tmp_path), 99), task("good", works.double, 4)])
    assert found["bad"].error == "the worker process was killed"
    assert found["good"].report == 8


def test_no_worker_outlives_the_runner():
    outcomes([task("a", works.double, 1)])
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("on", ["spark", "dask://", "processes://x", "ray://"])
def test_an_unknown_engine_is_refused(on):
    with pytest.raises(ArgumentError, match="on must be processes, dask, ray"), open_runner(on):
        pass
