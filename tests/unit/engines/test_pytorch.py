import numpy as np
import pytest
import torch

from elman.engines import get_engine
from elman.engines.pytorch import PyTorchEngine
from elman.errors import ArgumentError
from elman.network import NetworkSpec
from elman.network.cells import CELLS
from elman.network.losses import MSE, Loss
from elman.optimizers import Adam, Optimizer

SPEC = NetworkSpec(input_size=1, hidden_size=6, num_layers=2, dropout=0.5)
X = np.random.default_rng(0).standard_normal((3, 8, 1)).astype(np.float32)


def build(**options):
    return PyTorchEngine().build(SPEC, **{"loss": MSE(), "optimizer": Adam(), **options})


@pytest.mark.parametrize("cell", CELLS)
def test_has_every_cell(cell):
    assert PyTorchEngine().supports(NetworkSpec(input_size=1, cell=cell))


def test_a_cell_that_pytorch_lacks(monkeypatch):
    monkeypatch.setitem(CELLS, "minimal", CELLS["gru"])
    spec = NetworkSpec(input_size=1, cell="minimal")
    assert not PyTorchEngine().supports(spec)
    with pytest.raises(ArgumentError, match=r"^cell must be one that PyTorch has \(gru, lstm, rnn"):
        PyTorchEngine().build(spec, loss=MSE(), optimizer=Adam())


def test_a_loss_and_an_optimizer_that_it_lacks():
    class OtherLoss(Loss):
        value = derivative = None

    class OtherOptimizer(Optimizer):
        update = None

    OtherLoss.__abstractmethods__ = OtherOptimizer.__abstractmethods__ = frozenset()
    with pytest.raises(ArgumentError, match=r"^loss must be one that the pytorch engine has \(MSE, MAE"):
        build(loss=OtherLoss())
    with pytest.raises(ArgumentError, match=r"^optimizer must be one that the pytorch engine has \(Adam, Ad"):
        build(optimizer=OtherOptimizer())


@pytest.mark.parametrize("device", ["tpu", "cpu:x", "meta", ""])
def test_devices_that_are_none(device, monkeypatch):
    monkeypatch.delenv("ELMAN_DEVICE", raising=False)
    if device:
        with pytest.raises(ArgumentError, match=r"^device must be cpu, cuda or cuda:N, got "):
            PyTorchEngine(device)
        monkeypatch.setenv("ELMAN_DEVICE", device)
        with pytest.raises(ArgumentError, match=r"^device must be cpu, cuda or cuda:N, got "):
            get_engine("pytorch")
    else:
        PyTorchEngine(device)


def test_a_gpu_that_is_not_there(monkeypatch):
    absent = f"cuda:{torch.cuda.device_count()}"
    with pytest.raises(ArgumentError, match=f"^device must be one that this machine has, got '{absent}'"):
        PyTorchEngine(absent)
    monkeypatch.setenv("ELMAN_DEVICE", absent)
    with pytest.raises(ArgumentError, match=f"^device must be one that this machine has, got '{absent}'"):
        get_engine("pytorch")


def test_leaves_the_callers_randomness_alone():
    torch.manual_seed(1)
    wanted = torch.rand(3)
    torch.manual_seed(1)
    network = build()
    network.train_window(X, X)
    assert torch.equal(torch.rand(3), wanted)


def test_dropout_is_there_and_changes_from_step_to_step():
    network = build(optimizer=Adam(learning_rate=1e-12))
    whole = network.forward(X)[0]
    zeros = np.zeros_like(X)
    losses = [network.train_window(X, zeros)[0] for _ in range(5)]
    assert len(set(losses)) == 5
    assert (whole**2).mean() not in losses


def test_threads_are_set_for_the_call_alone(monkeypatch):
    seen, before = [], torch.get_num_threads()
    forward = torch.nn.Linear.forward
    monkeypatch.setattr(
        torch.nn.Linear, "forward", lambda *a: (seen.append(torch.get_num_threads()), forward(*a))[1]
    )
    build(threads=before + 1).forward(X)
    monkeypatch.setenv("ELMAN_THREADS", str(before + 2))
    build().forward(X)
    build(threads=before + 1).train_window(X, X)
    assert seen == [before + 1, before + 2, before + 1]
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("setting", ["0", "-1", "two", ""])
def test_wrong_number_of_threads(setting, monkeypatch):
    monkeypatch.setenv("ELMAN_THREADS", setting)
    with pytest.raises(ArgumentError, match=f"^ELMAN_THREADS must be at least 1, got '{setting}'"):
        build()
