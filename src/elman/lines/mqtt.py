"""Rows as MQTT messages: each is answered on another topic, and the broker retains the state."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from elman.errors import ArgumentError, ElmanError, RemoteError
from elman.lines.answering import Answers, LineStream
from elman.lines.format import open_format
from elman.lines.lanes import Lanes, OneLane, RowStream
from elman.lines.running import LineOptions
from elman.lines.stop import ENDINGS, Ending
from elman.lines.topics import TopicPlan

_AT_LEAST_ONCE = 1
"""The broker confirms each message, and so do we."""
_LONGEST_WAIT = 30.0
"""Seconds between two attempts to reach a broker that was lost."""


class MqttRun:
    """One run over the messages of a broker; every topic of rows has a lane of its own."""

    def __init__(
        self,
        lanes: Lanes,
        topics: TopicPlan,
        options: LineOptions,
        *,
        load_state: Callable[[bytes], Any],
        complain: Callable[[str], None],
        note: Callable[[str], None],
    ) -> None:
        """Makes ready; nothing is connected yet.

        Args:
            lanes: go on by each row that can be used; a lane is called by the topic of its rows.
            topics: the broker; where rows come from, and where answers and states go.
            options: how the lines of a message are read.
            load_state: makes a state from what `to_bytes` of one gave.
            complain: takes a sentence about a row that could not be used.
            note: takes a sentence about the connection.
        """
        self._lanes = lanes
        self._broker = topics.broker
        self._topics = topics
        self._options = options
        self._load_state = load_state
        self._complain = complain
        self._note = note
        self._ending: Ending | None = None
        self._has_states = topics.states is None
        self._has_told_retained = False

    def run(self) -> Ending:
        """Answers messages until SIGINT, SIGTERM or SIGHUP; a connection that is lost is made again.

        Raises:
            RemoteError: the broker cannot be reached at the start, or refuses.
            StateError: a retained state is of another model.
        """
        return asyncio.run(self._run())

    async def _run(self) -> Ending:
        stop = asyncio.Event()
        self._watch_signals(stop)
        was_connected, wait = False, 1.0
        while self._ending is None:
            try:
                async with self._broker.client() as client:
                    was_connected, wait = True, 1.0
                    await self._answer_all(client, stop)
            except aiomqtt.MqttError as error:
                if not was_connected:
                    raise RemoteError(
                        f"broker must be reached at {self._broker}, got an error: {error}. Check its "
                        "address, and the user and the password."
                    ) from None
                self._note(f"lost the connection to {self._broker} ({error}); next try in {wait:.0f} s")
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)
                wait = min(2 * wait, _LONGEST_WAIT)
        return self._ending

    def _watch_signals(self, stop: asyncio.Event) -> None:
        def end(by: Ending) -> None:
            self._ending = self._ending or by
            stop.set()

        for number, ending in ENDINGS.items():
            if signal.getsignal(number) != signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, end, ending)

    async def _answer_all(self, client: aiomqtt.Client, stop: asyncio.Event) -> None:
        if not self._has_states:
            await self._take_states(client)
            self._has_states = True
        await client.subscribe(self._topics.rows.text, qos=_AT_LEAST_ONCE)
        self._note(f"connected to {self._broker}: rows come from {self._topics.rows.text}")
        async for message in _until(stop, client):
            names = self._topics.rows.match(message.topic.value)
            if names is None:
                continue
            if message.retain:
                self._look_at_retained(message.topic.value)
                continue
            await self._answer(client, message, names)

    async def _take_states(self, client: aiomqtt.Client) -> None:
        """Goes on from the states that the broker retains.

        A broker sends what it retains when it is asked for it, and messages in their order. So all states
        are here once a message of ours comes back.
        """
        states = self._topics.states
        assert states is not None
        end = f"elman/{uuid4().hex}"
        await client.subscribe(states.text, qos=_AT_LEAST_ONCE)
        await client.subscribe(end, qos=_AT_LEAST_ONCE)
        await client.publish(end, b"", qos=_AT_LEAST_ONCE)
        async for message in client.messages:
            if message.topic.value == end:
                break
            names = states.match(message.topic.value)
            if names is not None and message.payload:
                self._go_on(message.topic.value, names, _bytes_of(message))
        await client.unsubscribe(end)
        await client.unsubscribe(states.text)

    def _go_on(self, topic: str, names: tuple[str, ...], payload: bytes) -> None:
        try:
            self._lane(names).go_on_from(self._load_state(payload))
        except ElmanError as error:
            raise type(error)(
                f"the state that is retained at {topic}: {error} To begin anew, publish an empty retained "
                "message there."
            ) from None

    def _lane(self, names: tuple[str, ...]) -> RowStream:
        return self._lanes.lane(self._topics.rows.fill(names))

    async def _answer(self, client: aiomqtt.Client, message: aiomqtt.Message, names: tuple[str, ...]) -> None:
        """Publishes the answer first and then the state, which is never ahead of what was answered.

        Raises:
            MqttError: the answer did not arrive; the lane stands before the message then.
        """
        topic, lane = message.topic.value, self._lane(names)
        before = lane.state
        try:
            header, answers = self._answers(lane, _bytes_of(message))
        except ElmanError as error:
            self._complain(f"{topic}: {error}")
            await self._publish(client, self._topics.answers.fill(names), b"", str(error))
            return
        for place, sentence in sorted(answers.wrong.items()):
            self._complain(f"{topic}: row {place}: {sentence}")
        first_wrong = next(iter(answers.wrong.values()), "")
        text = (header + answers.text).removesuffix(b"\n")
        try:
            await self._publish(client, self._topics.answers.fill(names), text, first_wrong)
        except aiomqtt.MqttError:
            lane.go_on_from(before)
            raise
        if self._topics.states is not None and answers.taken:
            await client.publish(
                self._topics.states.fill(names), lane.state.to_bytes(), qos=_AT_LEAST_ONCE, retain=True
            )

    def _answers(self, lane: RowStream, payload: bytes) -> tuple[bytes, Answers]:
        """What a message says, and what comes of it: a row of JSON, JSON lines, or CSV with its header."""
        lines = payload.removesuffix(b"\n").split(b"\n")
        line_format = open_format(
            self._options.format, lines[0], self._options.inputs, self._options.targets, None
        )
        header = line_format.begin(lines[0])
        rows = lines if header is None else lines[1:]
        if not rows:
            raise ArgumentError("a message must have a row, got a header alone. Send both in one message.")
        return header or b"", LineStream(OneLane(lane), line_format, len(self._options.targets)).answer(rows)

    async def _publish(self, client: aiomqtt.Client, topic: str, text: bytes, wrong: str) -> None:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if wrong:
            properties.UserProperty = [("error", wrong)]
        await client.publish(topic, text, qos=_AT_LEAST_ONCE, properties=properties)

    def _look_at_retained(self, topic: str) -> None:
        """A row that the broker keeps would come again with every connection."""
        if not self._has_told_retained:
            self._has_told_retained = True
            self._complain(f"{topic}: a retained row is not answered. Publish rows without the retain flag.")


async def _until(stop: asyncio.Event, client: aiomqtt.Client) -> AsyncIterator[aiomqtt.Message]:
    """The messages until a signal comes; what is done with one of them is never cut off."""
    stopped = asyncio.ensure_future(stop.wait())
    messages = aiter(client.messages)
    try:
        while not stop.is_set():
            following = asyncio.ensure_future(anext(messages))
            await asyncio.wait([following, stopped], return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following
                return
            yield following.result()
    finally:
        stopped.cancel()


def _bytes_of(message: aiomqtt.Message) -> bytes:
    payload = message.payload
    return payload if isinstance(payload, bytes) else str("" if payload is None else payload).encode()
