"""Topics of a message broker: which ones rows come from, and where their answers go."""

from __future__ import annotations

from dataclasses import dataclass

from elman.errors import ArgumentError
from elman.lines.broker import Broker

_ANY = "+"
"""A level that may have any name, as MQTT writes it."""


@dataclass(frozen=True, slots=True)
class TopicPattern:
    """Topics of one form: `plant/+/rows` is `plant/north/rows`, `plant/south/rows` and so on."""

    text: str
    """Levels with slashes between them; `+` stands for any one level."""

    @classmethod
    def of(cls, argument: str, text: str) -> TopicPattern:
        """Checks what a user gave.

        Args:
            argument: what the user calls it, for the sentence.
            text: the pattern.

        Raises:
            ArgumentError: it is no pattern of one level at a time.
        """
        levels = text.split("/")
        if (
            not text
            or "#" in text
            or "\0" in text
            or any(_ANY in level and level != _ANY for level in levels)
        ):
            raise ArgumentError(
                f"{argument} must be a topic whose levels are names or '+', got {text!r}. "
                "Write for example plant/+/rows."
            )
        return cls(text)

    @property
    def num_open(self) -> int:
        """How many levels may have any name."""
        return self.text.split("/").count(_ANY)

    def match(self, topic: str) -> tuple[str, ...] | None:
        """The names of the open levels; None where the topic is of another form."""
        own, given = self.text.split("/"), topic.split("/")
        pairs = list(zip(own, given, strict=False))
        if len(own) != len(given) or any(level not in (_ANY, name) for level, name in pairs):
            return None
        return tuple(name for level, name in pairs if level == _ANY)

    def fill(self, names: tuple[str, ...]) -> str:
        """The topic with these names at its open levels."""
        rest = iter(names)
        return "/".join(next(rest) if level == _ANY else level for level in self.text.split("/"))


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicPlan:
    """Where rows come from, and where answers and states go."""

    broker: Broker
    rows: TopicPattern
    answers: TopicPattern
    states: TopicPattern | None = None
    """None: states are not published."""

    def __post_init__(self) -> None:
        for argument, pattern in (("to", self.answers), ("state-topic", self.states)):
            if pattern is None:
                continue
            if pattern.num_open != self.rows.num_open:
                raise ArgumentError(
                    f"{argument} must have as many '+' as the topic of the rows ({self.rows.num_open}), "
                    f"got {pattern.text!r}. Each stands for the same name."
                )
            if _overlap(pattern, self.rows):
                raise ArgumentError(
                    f"{argument} must be other topics than {self.rows.text!r}, got {pattern.text!r}, whose "
                    "messages would come back as rows. Name another topic."
                )
        if self.states is not None and _overlap(self.states, self.answers):
            raise ArgumentError(
                f"state-topic must be other topics than those of the answers, got {self.states.text!r}. "
                "Name another topic."
            )


def _overlap(one: TopicPattern, other: TopicPattern) -> bool:
    """Whether some topic is of both forms."""
    levels, others = one.text.split("/"), other.text.split("/")
    return len(levels) == len(others) and all(
        level == name or _ANY in (level, name) for level, name in zip(levels, others, strict=True)
    )
