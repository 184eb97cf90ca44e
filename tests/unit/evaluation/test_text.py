import numpy as np

from elman.evaluation import compare, describe_scores

TRUTH = np.arange(20.0)[:, None]


def text(own, baselines, lengths=(20,), units=None, warnings=()):
    predictions = {name: TRUTH + error for name, error in baselines.items()}
    ids = [f"run-{number}" for number in range(len(lengths))]
    scores = compare(TRUTH, TRUTH + own, predictions, lengths, ("V2",), ids=ids, warnings=warnings)
    return describe_scores(scores, units).splitlines()


def test_the_first_line_says_that_the_network_does_not_win():
    first = text(5.0, {"mean": 9.0, "linear": 4.0}, units={"V2": "mV"})[0]
    wanted = "The network does not beat the best baseline, linear: RMSE 5 mV against 4 mV (skill -0.25)."
    assert first == wanted
    assert "does not beat" in text(4.0, {"linear": 4.0})[0]


def test_the_first_line_says_that_it_does():
    first = text(1.0, {"mean": 9.0, "linear": 4.0})[0]
    assert first == "The network beats the best baseline, linear: RMSE 1 against 4 (skill 0.75)."


def test_without_baselines_it_says_so():
    assert text(1.0, {})[0] == "RMSE 1; there is no baseline to compare it with."


def test_the_table_is_aligned_and_has_units():
    lines = text(0.5, {"mean": 9.0, "linear": 4.0}, units={"V2": "mV"}, warnings=("Beware.",))
    assert lines[1] == "Warning: Beware."
    table = lines[3:7]
    assert table[0].split() == ["V2", "RMSE", "MAE", "NRMSE", "fit", "%", "R2"]
    assert [line.split()[0] for line in table[1:]] == ["network", "mean", "linear"]
    assert table[1].split()[1:4] == ["0.5", "0.5", "0.08671"]
    assert len({len(line) for line in table}) == 1
    assert lines[-1] == "(RMSE and MAE: V2 in mV)"
    assert text(0.5, {})[-1] == "(RMSE and MAE: in the unit of the target)"


def test_every_metric_where_it_is_asked_for():
    truth_NO = np.arange(5.0)[:, None]
    scores = compare(truth_NO, truth_NO + 1, {"mean": truth_NO}, (5,), ("y",))
    assert "ESR" not in describe_scores(scores)
    assert "ESR" in describe_scores(scores, every=True)
    assert max(map(len, describe_scores(scores).splitlines()[2:])) <= 80


def test_a_number_that_is_not_defined_is_a_dash():
    truth_NO = np.full((5, 1), 2.0)
    scores = compare(truth_NO, truth_NO + 1, {"mean": truth_NO}, (5,), ("y",))
    network = next(line for line in describe_scores(scores).splitlines() if line.startswith("network"))
    assert network.split() == ["network", "1", "1", "-", "-", "-"]


def test_sequences_are_listed_and_of_many_the_worst():
    few = text(1.0, {"mean": 2.0}, lengths=(10, 10))
    assert [line.split()[0] for line in few[-3:-1]] == ["run-0", "run-1"]
    many = text(np.arange(20.0)[:, None] - 3, {}, lengths=(1,) * 20)
    assert sum(line.startswith("run-") for line in many) == 20
    truth_NO = np.arange(30.0)[:, None]
    scores = compare(truth_NO, 2 * truth_NO, {}, (1,) * 30, ("y",))
    lines = describe_scores(scores).splitlines()
    assert any("the 20 worst of 30" in line for line in lines)
    assert [line.split()[0] for line in lines[-21:-1]] == [str(number) for number in range(29, 9, -1)]


def test_several_targets_have_a_table_each_and_one_for_all():
    truth_NO = np.hstack([TRUTH, 1000 * TRUTH])
    scores = compare(truth_NO, truth_NO + 1, {"mean": truth_NO + 2}, (20,), ("level", "flow"))
    lines = describe_scores(scores, {"level": "m"}).splitlines()
    assert "NRMSE" in lines[0]
    heads = [line.split("  ")[0] for line in lines[:-1] if "RMSE" in line][1:]
    assert heads == ["level", "flow", "all targets (mean)"]
