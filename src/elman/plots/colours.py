"""The colours, the same in every picture."""

TRUTH = "#d62728"
PREDICTION = "#1f4fd6"
ERROR = "#444444"
HISTORY = "#444444"
LOSS = "#444444"
BASELINE = "#8a8a8a"
WORST = "#e69f00"
