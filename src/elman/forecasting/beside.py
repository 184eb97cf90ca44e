"""What a forecaster's file keeps beside the networks: simple rules, and what errors depend on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.forecasting.running.rules import RULES, Rules
from elman.framing import Framing
from elman.intervals import Conditions
from elman.storage.fields import flag, maybe, number, record, whole, with_defaults

_MOST = 2**20
_FIELDS = record(
    effects=whole(0, _MOST),
    lags=whole(0, _MOST),
    season=whole(1, _MOST),
    places=whole(1, _MOST),
    ages=whole(0, 1_000),
    prior=number(0.0),
    relative=flag(),
    least=maybe(number()),
    whole=flag(),
)
BESIDE = with_defaults({"effects": 0}, _FIELDS)
"""The sizes and the single numbers in a file; the arrays stand beside those of the networks."""


def plain_beside(rules: Rules, conditions: Conditions) -> dict[str, Any]:
    """Returns the sizes and the single numbers, for JSON."""
    return {
        "effects": len(rules.effect_F),
        "lags": len(rules.weight_PK),
        "season": rules.season,
        "places": len(conditions.phase_S),
        "ages": len(conditions.age_A),
        "prior": conditions.prior,
        "relative": conditions.relative,
        "least": conditions.least,
        "whole": conditions.whole,
    }


def arrays_beside(rules: Rules, conditions: Conditions) -> dict[str, Array]:
    """Returns the arrays by their names in the file; they were rounded to float32 when they were made."""
    arrays = {
        "rules.weight_PK": rules.weight_PK,
        "rules.share_RK": rules.share_RK,
        **({"rules.effect_F": rules.effect_F} if len(rules.effect_F) else {}),
        "conditions.phase_S": conditions.phase_S,
        "conditions.age_A": conditions.age_A,
        "conditions.young_AK": conditions.young_AK,
    }
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def shapes_beside(plain: Mapping[str, Any], horizon: int) -> dict[str, tuple[int, ...]]:
    """Returns the shapes that the arrays must have."""
    ages = plain["ages"]
    return {
        "rules.weight_PK": (plain["lags"], horizon),
        "rules.share_RK": (len(RULES), horizon),
        **({"rules.effect_F": (plain["effects"],)} if plain["effects"] else {}),
        "conditions.phase_S": (plain["places"],),
        "conditions.age_A": (ages,),
        "conditions.young_AK": (ages, horizon if ages else 0),
    }


def check_beside(plain: Mapping[str, Any], framing: Framing) -> None:
    """Checks that the framing keeps as many rows as the rules look back on.

    Raises:
        ArgumentError: the framing keeps fewer rows.
    """
    seen = sum(max(1, len(column.categories)) for column in framing.covariates.future)
    if plain["effects"] not in (0, seen):
        raise ArgumentError(f"effects must be those of {seen} numbers known ahead, got {plain['effects']}.")
    reach = max(plain["lags"] + 1, plain["season"])
    if framing.reach < reach:
        raise ArgumentError(f"framing.reach must be at least {reach}, got {framing.reach}.")


def unpack_beside(
    plain: Mapping[str, Any] | None, arrays: Mapping[str, Array]
) -> tuple[Rules | None, Conditions | None]:
    """Returns the rules and the conditions of a file; None for files of elman 0.1.0."""
    if plain is None:
        return None, None
    rules = Rules(
        weight_PK=arrays["rules.weight_PK"].astype(np.float64),
        season=plain["season"],
        share_RK=arrays["rules.share_RK"].astype(np.float64),
        effect_F=arrays.get("rules.effect_F", np.zeros(0)).astype(np.float64),
    )
    conditions = Conditions(
        phase_S=arrays["conditions.phase_S"].astype(np.float64),
        age_A=arrays["conditions.age_A"].astype(np.float64),
        young_AK=arrays["conditions.young_AK"].astype(np.float64),
        **{name: plain[name] for name in ("prior", "relative", "least", "whole")},
    )
    return rules, conditions
