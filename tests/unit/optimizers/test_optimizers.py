import numpy as np
import pytest
import torch

from elman.errors import ArgumentError
from elman.optimizers import OPTIMIZERS, Adam, AdamW, Constant, Cosine

CASES = {
    "adam": Adam(learning_rate=0.03),
    "adam-options": Adam(learning_rate=0.03, beta1=0.7, beta2=0.9, epsilon=0.1, weight_decay=0.2),
    "adam-cosine": Adam(learning_rate=0.03, schedule=Cosine(12)),
    "adamw": AdamW(learning_rate=0.03),
    "adamw-options": AdamW(learning_rate=0.03, beta1=0.7, beta2=0.9, epsilon=0.1, weight_decay=0.2),
    "adamw-cosine": AdamW(learning_rate=0.03, weight_decay=0.4, schedule=Cosine(12)),
}


def torch_steps(optimizer, start, gradients):
    parameter = torch.nn.Parameter(torch.from_numpy(start.copy()))
    kind = {"Adam": torch.optim.Adam, "AdamW": torch.optim.AdamW}[type(optimizer).__name__]
    stepper = kind(
        [parameter],
        lr=optimizer.learning_rate,
        betas=(optimizer.beta1, optimizer.beta2),
        eps=optimizer.epsilon,
        weight_decay=optimizer.weight_decay,
    )
    schedule = None
    if isinstance(optimizer.schedule, Cosine):
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(stepper, optimizer.schedule.total_steps)
    for gradient in gradients:
        parameter.grad = torch.from_numpy(gradient)
        stepper.step()
        if schedule is not None:
            schedule.step()
    state = stepper.state[parameter]
    return parameter.detach().numpy(), state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()


@pytest.mark.parametrize("name", CASES)
def test_equals_torch(name):
    optimizer, random = CASES[name], np.random.default_rng(4)
    start, gradients = random.standard_normal(50), random.standard_normal((12, 50))
    parameter, m, v = start, np.zeros(50), np.zeros(50)
    for step, gradient in enumerate(gradients):
        parameter, m, v = optimizer.update(parameter, gradient, m, v, step=step)
    for got, wanted in zip((parameter, m, v), torch_steps(optimizer, start, gradients), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-11, atol=1e-13)


def test_cosine_ends_and_stays_at_0():
    schedule = Cosine(10)
    assert schedule.factor(0) == 1.0
    assert schedule.factor(5) == pytest.approx(0.5, abs=1e-15)
    assert schedule.factor(10) == schedule.factor(11) == schedule.factor(10**9) == 0.0
    assert Constant().factor(10**9) == 1.0


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("learning_rate", 0.0, "above 0"),
        ("learning_rate", float("inf"), "above 0"),
        ("beta1", 1.0, "at least 0 and below 1"),
        ("beta2", -0.1, "at least 0 and below 1"),
        ("epsilon", 0.0, "above 0"),
        ("weight_decay", -1.0, "at least 0"),
        ("clip_norm", 0.0, "above 0, or None"),
        ("clip_norm", float("nan"), "above 0, or None"),
    ],
)
def test_wrong_options(name, option, value, rule):
    with pytest.raises(ArgumentError, match=f"^{option} must be {rule}, got {value}. See the optimizer's"):
        OPTIMIZERS[name](**{option: value})


def test_wrong_schedule():
    with pytest.raises(ArgumentError, match=r"^total_steps must be at least 1"):
        Cosine(0)
