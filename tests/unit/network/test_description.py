import pytest
import torch

from elman.network import NetworkSpec, describe


@pytest.mark.parametrize(
    ("spec", "module"),
    [
        (NetworkSpec(input_size=1), torch.nn.RNN(1, 32, batch_first=True)),
        (
            NetworkSpec(input_size=3, hidden_size=8, num_layers=2, cell="gru", dropout=0.25),
            torch.nn.GRU(3, 8, num_layers=2, batch_first=True, dropout=0.25),
        ),
        (
            NetworkSpec(input_size=2, hidden_size=5, num_layers=3, cell="lstm"),
            torch.nn.LSTM(2, 5, num_layers=3, batch_first=True),
        ),
    ],
)
def test_it_reads_as_pytorch_prints_it_and_counts_the_same(spec, module):
    out = torch.nn.Linear(spec.hidden_size, 1)
    num_parameters = sum(p.numel() for part in (module, out) for p in part.parameters())
    assert describe(spec) == (
        f"Network(\n  (rnn): {module}\n  (out): {out}\n)  {num_parameters:,} parameters"
    )
