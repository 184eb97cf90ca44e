"""Diagnostics in a few lines."""

from __future__ import annotations

from elman.evaluation.diagnostics.correlations import Correlation
from elman.evaluation.diagnostics.diagnosis import Diagnostics, InputDiagnostics, TargetDiagnostics

_MOST_INPUTS = 5


def describe_diagnostics(diagnostics: Diagnostics) -> str:
    """What is left in the errors, where they are, and how the network answers steps; a line each."""
    lines = []
    for target, found in diagnostics.targets.items():
        lines += _of_target(target, found, several=len(diagnostics.targets) > 1)
    lines += [line for name, rows in diagnostics.delays.items() if (line := _delay(name, *rows))]
    return "\n".join(["diagnostics:", *(f"  {line}" for line in lines)])


def _of_target(target: str, found: TargetDiagnostics, *, several: bool) -> list[str]:
    name = f"the error of {target}" if several else "the error"
    lines = []
    own = found.autocorrelation
    if own is not None:
        lines.append(f"{name} {_likeness(own)}")
    for place, (input_name, of_input) in enumerate(found.inputs.items()):
        if place == _MOST_INPUTS:
            lines.append(f"and {len(found.inputs) - _MOST_INPUTS} more inputs; --json has all")
            break
        lines += _of_input(name, target, input_name, of_input)
    return lines


def _likeness(own: Correlation) -> str:
    """Whether errors are like those before."""
    (lag, value), outside = own.strongest(1), own.num_outside(1)
    counted = f"{outside} of {len(own.values_L) - 1} lags beyond {own.limit:.2g} (99 %)"
    if outside <= 1:
        return f"is like noise from row to row: {counted}"
    return f"is like that of {_rows(lag)} before: autocorrelation {value:.2f}, {counted}"


def _of_input(name: str, target: str, input_name: str, found: InputDiagnostics) -> list[str]:
    lines = []
    if found.correlation is not None:
        lag, value = found.correlation.strongest()
        left = (
            f"still depends on {input_name} of {_rows(lag)} before"
            if found.correlation.num_outside() > 1
            else f"no longer depends on {input_name}"
        )
        lines.append(f"{name} {left}: correlation {value:.2f}, limit {found.correlation.limit:.2g} (99 %)")
    worst = found.by_range.worst()
    if worst is not None:
        lines.append(
            f"{name} is largest for {input_name} from {worst[0]:.4g} to {worst[1]:.4g}: RMSE {worst[2]:.4g}"
        )
    response = found.response
    if response is not None:
        end = "" if response.settled else ", and it has not settled"
        lines.append(
            f"a step of {input_name} moves {target} by {response.gain:.4g} a unit, 63 % of it after "
            f"{_rows(response.rows_to_63_percent + 1)}{end}"
        )
    return lines


def _delay(name: str, taken_out: int, left: int) -> str:
    if left:
        more = f" beyond the {taken_out} that were taken out" if taken_out else ""
        return f"{name} acts {_rows(left)} late{more}; --delay {name}={taken_out + left} would take it out"
    return f"{name} acts {_rows(taken_out)} late, which is taken out" if taken_out else ""


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
