"""The fits whose files and results of elman 0.1.0 are kept: command lines as they were typed."""

PAIRS = "--input u,v --target y,z --id run"
QUICK = "--hidden-size 3 --steps 24 --no-trials"

MODELS = {
    "gru": f"pairs.csv {PAIRS} {QUICK}",
    "lstm": f"pairs.csv --input u --target y --id run --cell lstm {QUICK} --seed 3",
    "rnn": f"pairs.csv --input u --target y --id run --cell rnn {QUICK} --learning-rate 0.02 --patience 1",
    "rnn-relu": f"pairs.csv --input u --target y --id run --cell rnn_relu {QUICK} --weight-decay 0.1",
    "two-layers": f"pairs.csv {PAIRS} --cell lstm --layers 2 --dropout 0.2 --schedule shuffle {QUICK}",
    "robust": "pairs.csv --input v --target y,z --id run --scaling robust --missing error --loss huber "
    f"--schedule carry --window 8 --batch-size 4 {QUICK}",
    "unscaled": "pairs.csv --input u,v --target z --id run --time t --scaling none --loss mae --burn-in 5 "
    f"--validation 0.3 --clip-norm 0.5 {QUICK}",
    "tried": "pairs.csv --input u --target y --id run --steps 30 --batch-size 4",
}
"""Models by name."""

QUICK_MEMBERS = "--hidden-size 4 --steps 16 --members 2 --batch-size 4 --window 8"

FORECASTERS = {
    "direct": f"heat.csv --target heat --time time --horizon 6 --season 24 --head direct {QUICK_MEMBERS} "
    "--no-trials",
    "segments": "heat.csv --target heat --time time --horizon 12 --season 24 --head segments --lags 24 "
    f"--cell rnn {QUICK_MEMBERS} --no-trials",
    "recursive": "heat.csv --target heat --time time --horizon 4 --season 24 --head recursive --no-calendar "
    f"--cell lstm {QUICK_MEMBERS} --no-trials",
    "pinball": "counts.csv --target north,south --horizon 5 --loss pinball --levels 50,95 --lags 5 --level "
    f"mean --scale mad --difference 0 --season 1 {QUICK_MEMBERS}",
    "shops": "shops.csv --horizon 5 --future offer,event --past visitors --static kind --season 7 --layers 2 "
    f"--dropout 0.1 --validation 0.2 {QUICK_MEMBERS} --no-trials",
    "tried": f"counts.csv --target north --horizon 3 --loss huber --level last {QUICK_MEMBERS} --seed 5",
}
"""Forecasters by name."""

CHECKPOINTS = {
    "carry": "pairs.csv --input u --target y --id run --schedule carry --window 8 --hidden-size 3 --steps 40 "
    "--batch-size 4 --no-trials",
    "tried": "pairs.csv --input u,v --target y --id run --cell lstm --layers 2 --dropout 0.2 --hidden-size 3 "
    "--steps 40 --batch-size 4",
    "forecaster": f"counts.csv --target north,south --horizon 5 {QUICK_MEMBERS} --loss mse --seed 2",
}
"""Fits that ended half way, and left their checkpoint."""


def table_of(fit):
    """The table of a fit's command line, and its horizon."""
    words = fit.split()
    return words[0], int(words[words.index("--horizon") + 1]) if "--horizon" in words else None
