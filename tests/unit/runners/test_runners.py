"""What every runner promises: outcomes of all tasks, errors as sentences, work that outlives its worker."""

import multiprocessing
import os
import subprocess
import sys

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


def test_a_worker_that_ends_by_itself_is_told_from_one_that_is_killed():
    assert "ended with the exit code 5" in outcomes([task("a", os._exit, 5)])["a"].error


def test_a_program_without_its_last_lines_is_told_what_it_lacks(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "from elman.runners import Task, finish_all, open_runner\n"
        "with open_runner('processes', 1) as runner:\n"
        "    task = Task(key='a', work=abs, arguments=(1,))\n"
        "    print([found.error for found in finish_all(runner, [task])])\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    assert 'under `if __name__ == "__main__":`' in done.stdout


@pytest.mark.parametrize("on", ["dask"])
def test_work_outlives_the_workers_of_a_cluster(on, tmp_path):
    pytest.importorskip("distributed")
    program = (
        "from elman.runners import Task, finish_all, open_runner\n"
        "from tests.unit.runners import works\n"
        "if __name__ == '__main__':\n"
        f"    with open_runner({on!r}, 1) as runner:\n"
        f"        task = Task(key='a', work=works.die_times, arguments=({str(tmp_path)!r}, 2))\n"
        "        assert [found.report for found in finish_all(runner, [task])] == [2]\n"
    )
    # An engine leaves threads and warnings of its own behind.
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_no_worker_outlives_the_runner():
    outcomes([task("a", works.double, 1)])
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("on", ["spark", "dask://", "processes://x", "ray://"])
def test_an_unknown_engine_is_refused(on):
    with pytest.raises(ArgumentError, match="on must be processes, dask, ray"), open_runner(on):
        pass
