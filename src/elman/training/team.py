"""Several networks of different seeds, whose mean predicts: trained one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from elman.engines import Network
from elman.network import Parameters
from elman.network.joined import join_parameters, joined_spec
from elman.training.choices import with_steps
from elman.training.fit import Member, Place, Task, Team, Watch, train_member
from elman.training.plan import Plan

_LEAST_SHARE = 0.25
"""Of the time that the first network took: what is left is enough to train another one in."""
_MOST_IN_VAIN = 4
"""Networks one after the other that gain nothing, after which no other is tried."""
_MOST_UNITS = 512
"""Of all networks together: as one network they take more time with every unit."""
_MOST_MEMBERS = 16

PlaceOf = Callable[[int, float | None], Place]
"""Where the network of this number (from 0) is saved; and the seconds that it has."""


def train_all(task: Task, plan: Plan, places: PlaceOf, members: int, watch: Watch) -> Team:
    """Trains so many networks; Ctrl-C keeps those that are there, if their mean is better with the last one.

    Args:
        task: what is to be fitted.
        plan: of the first; the others differ in the seed.
        places: of each.
        members: how many.
        watch: is told how it goes.
    """
    began, budget = perf_counter(), task.seconds
    team: Team | None = None
    for number in range(members):
        watch.begins(number + 1, members)
        seconds = None
        if budget is not None:
            left = max(0.1, budget - (perf_counter() - began))
            seconds = left / (members - number)
        own = train_member(task.of(number), _seeded(plan, number), places(number, seconds), watch)
        if team is None:
            team = alone(own)
        elif own.interrupted:
            return replace(_best_with(task, team, own), tried=number + 1, interrupted=True)
        else:
            team = _together(task, (*team.members, own))
        if own.interrupted:
            break
    assert team is not None, "there is at least one network"
    return replace(team, tried=number + 1)


def train_while_it_gains(task: Task, plan: Plan, places: PlaceOf, seconds: float, watch: Watch) -> Team:
    """Trains networks for as long as there is time; those are kept that make the mean better on validation.

    Args:
        task: what is to be fitted.
        plan: of the first; the others differ in the seed, and the last may have fewer or more steps.
        places: of each.
        seconds: time for all.
        watch: is told how it goes.
    """
    began = perf_counter()
    first = train_member(task, plan, places(0, seconds), watch)
    usual, team, in_vain = max(0.1, perf_counter() - began), alone(first), 0
    while not team.interrupted and in_vain < _MOST_IN_VAIN and _has_room(team, plan):
        left = seconds - (perf_counter() - began)
        if left < _LEAST_SHARE * usual:
            return team
        own_seconds = left / max(1, round(left / usual))
        watch.begins(team.tried + 1, 0)
        own_plan = _scaled(task, _seeded(plan, team.tried), own_seconds / usual)
        own = train_member(task, own_plan, places(team.tried, own_seconds), watch)
        better = _best_with(task, team, own)
        in_vain = in_vain + 1 if better is team else 0
        team = replace(better, tried=team.tried + 1, interrupted=own.interrupted)
    left = seconds - (perf_counter() - began)
    return team if team.interrupted else replace(team, notes=(_describe_end(in_vain, left),))


def alone(member: Member) -> Team:
    """A team of one."""
    run = member.run
    return Team(members=(member,), network=run.network, score=run.best.score, interrupted=member.interrupted)


def _best_with(task: Task, team: Team, own: Member) -> Team:
    """The best on validation of a team, the team with another network, and that network alone."""
    found = [team, _together(task, (*team.members, own)), replace(alone(own), tried=team.tried)]
    return min(found, key=lambda candidate: candidate.score)


def _together(task: Task, members: Sequence[Member]) -> Team:
    """The mean of these networks, and its score."""
    plan = members[0].plan
    parameters = [member.run.network.parameters() for member in members]
    network = _as_one(plan, parameters, task.options.threads)
    return Team(members=tuple(members), network=network, score=task.score(network), tried=len(members))


def _as_one(plan: Plan, parameters: Sequence[Parameters], threads: int | None) -> Network:
    whole = replace(plan, spec=joined_spec(plan.spec, len(parameters)))
    return whole.build(threads=threads, initial=join_parameters(plan.spec, parameters))


def _seeded(plan: Plan, number: int) -> Plan:
    return replace(plan, seed=plan.seed + number)


def _scaled(task: Task, plan: Plan, share: float) -> Plan:
    """The plan for another time: with so many times the steps, and the decay that goes with them."""
    return with_steps(plan, max(1, round(share * plan.steps)), task.options)


def _has_room(team: Team, plan: Plan) -> bool:
    count = len(team.members) + 1
    return count <= _MOST_MEMBERS and count * plan.spec.hidden_size <= max(
        _MOST_UNITS, 2 * plan.spec.hidden_size
    )


def _describe_end(in_vain: int, left: float) -> str:
    """Why networks are tried no more while there is time."""
    why = (
        f"the last {in_vain} networks gained nothing"
        if in_vain
        else "there are as many networks as run well as one"
    )
    return f"ended {left:.0f} s before the time was up: {why}. More rows would help more than time."
