"""What the process's exit code tells a script."""

NOT_LEARNED = 1
"""`elman demo` ran, and its network has not learned the cosine."""
UNHEALTHY = 1
"""`elman doctor` found that something does not work; it says what."""
WRONG_INPUT = 2
"""One sentence on stderr says what was wrong; nothing half-written is left."""
PARTLY = 3
"""Some units of a fleet could not be fitted; what could be is saved. The same command tries them again."""
HUNG_UP = 129
"""SIGHUP, as when a terminal is closed; `elman stream` has saved the state. Other commands just end."""
INTERRUPTED = 130
"""Ctrl-C; `elman fit` has saved the best model so far if the training proper had begun,
and `elman stream` the state."""
TERMINATED = 143
"""SIGTERM; `elman stream` has saved the state. Other commands just end."""

OF_ENDINGS = {"SIGINT": INTERRUPTED, "SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}
"""Of commands that end well at a signal, by its name."""
