"""A plan as JSON, and the windows that it may have."""

import pytest

from elman.network.losses import MAE, MSE, Huber
from elman.training import SCHEDULES
from elman.training.plan import Plan
from tests.unit.training.fakes import constant_examples, make_plan


@pytest.mark.parametrize("schedule", [*SCHEDULES, None])
def test_fields_make_the_plan_again(schedule):
    plan = make_plan(schedule=schedule)
    assert Plan.from_fields(plan.fields(), plan.loss) == plan


def test_a_name_that_no_registry_knows_is_no_schedule():
    """Version 0.1 wrote one into the checkpoints of forecasters."""
    fields = make_plan().fields() | {"schedule": "origins"}
    assert Plan.from_fields(fields, MSE()).schedule is None


def test_a_plan_without_a_schedule_has_no_windows_of_examples():
    with pytest.raises(AssertionError, match="without a schedule"):
        make_plan(schedule=None).windows(constant_examples())


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_rows_of_a_step_are_what_most_windows_have(schedule):
    plan = make_plan(schedule=schedule, window=7, burn_in=3, batch_size=1)
    windows = plan.windows(constant_examples(rows=200))
    rows = [windows(step).x_BTF.shape[1] for step in range(windows.windows_per_epoch)]
    assert max(set(rows), key=rows.count) == plan.rows_per_step


def test_a_squared_loss_tells_its_root():
    assert (MSE().score(0.25), MAE().score(0.25), Huber().score(0.25)) == (0.5, 0.25, 0.25)
