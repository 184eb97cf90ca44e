import pytest

from elman.demo import DemoOptions
from elman.errors import ArgumentError


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"num_windows": 0}, "num_windows must be at least 1, got 0"),
        ({"num_points": 1}, "num_points must be at least 2, got 1"),
        ({"hidden_size": 0}, "hidden_size must be at least 1, got 0"),
        ({"num_layers": -1}, "num_layers must be at least 1, got -1"),
        ({"cell": "gur"}, "unknown cell 'gur'.*Did you mean 'gru'"),
        ({"engine": "nativ"}, "unknown engine 'nativ'.*Did you mean 'native'"),
        ({"recipe": "robus"}, "unknown recipe 'robus'.*Did you mean 'robust'"),
    ],
)
def test_wrong_options_are_refused_in_one_sentence(wrong, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        DemoOptions(**wrong)


def test_the_defaults_are_the_experiment():
    options = DemoOptions()
    assert (options.num_windows, options.num_points, options.recipe) == (300, 10, "robust")
    spec = options.spec
    assert (spec.input_size, spec.hidden_size, spec.num_layers, spec.output_size) == (1, 32, 1, 1)
    assert spec.cell == "rnn"
