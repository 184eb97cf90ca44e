"""`elman mqtt` beside a real broker: answers have the model's bits, and the state outlives the process."""

import asyncio
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import time

import aiomqtt
import numpy as np
import pytest
from paho.mqtt.client import CallbackAPIVersion, Client, MQTTProtocolVersion

from elman.errors import ArgumentError
from elman.lines import LineOptions
from elman.lines.broker import Broker
from elman.lines.mqtt import MqttRun
from elman.lines.topics import TopicPattern, TopicPlan
from elman.network import State
from tests.server.conftest import make_model, make_rows

pytestmark = pytest.mark.skipif(not shutil.which("mosquitto"), reason="mosquitto is not installed")
TOPICS = ("--from", "plant/+/rows", "--to", "plant/+/answers", "--state-topic", "plant/+/state")


class Mosquitto:
    """A broker of its own, on a port that was free; it can end and begin again."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._settings = folder / "mosquitto.conf"
        self._settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nuser root\n"
        )
        self.begin()

    def begin(self):
        self._process = subprocess.Popen(
            ["mosquitto", "-c", str(self._settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("mosquitto does not listen")

    def end(self):
        self._process.terminate()
        self._process.wait(20)


class Peer:
    """Another client of the broker, by paho."""

    def __init__(self, port):
        self.inbox, self.states = queue.Queue(), queue.Queue()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.message_callback_add("plant/+/answers", lambda *given: self.inbox.put(given[2]))
        self._client.message_callback_add("plant/+/state", lambda *given: self.states.put(given[2]))
        topics = [("plant/+/answers", 1), ("plant/+/state", 1)]
        self._client.on_connect = lambda client, *rest: client.subscribe(topics)
        subscribed = queue.Queue()
        self._client.on_subscribe = lambda *rest: subscribed.put(True)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        subscribed.get(timeout=20)

    def send(self, topic, payload, retain=False):
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(20)

    def answer(self):
        return self.inbox.get(timeout=20)

    def state(self):
        """What the broker retains since the last answer."""
        return self.states.get(timeout=20).payload

    def end(self):
        self._client.disconnect()
        self._client.loop_stop()


class Program:
    """`elman mqtt`, once it is connected."""

    def __init__(self, model, port, *arguments):
        command = [sys.executable, "-m", "elman", "mqtt", str(model), f"mqtt://127.0.0.1:{port}"]
        self.process = subprocess.Popen(
            [*command, *TOPICS, *arguments],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )
        assert self.line().startswith("note: connected to 127.0.0.1:")

    def line(self):
        return self.process.stderr.readline()

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.process.stderr.close()
        return code


@pytest.fixture
def broker(tmp_path):
    broker = Mosquitto(tmp_path)
    yield broker
    broker.end()


@pytest.fixture
def peer(broker):
    peer = Peer(broker.port)
    yield peer
    peer.end()


@pytest.fixture
def program(model_path, broker):
    started = []

    def start(*arguments):
        started.append(Program(model_path, broker.port, *arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.returncode is None:
            one.end(signal.SIGKILL)


def as_json(row):
    return json.dumps([None if np.isnan(value) else value for value in row])


def expected(model, rows):
    return model.predict({"valve": rows[:, 0], "load": rows[:, 1]}).values


def test_interleaved_topics_have_a_state_each_and_a_killed_program_goes_on(model, peer, program):
    rows = {"north": make_rows(40, 1), "south": make_rows(40, 2)}
    heard = {"north": [], "south": []}
    first = program()
    for number in range(40):
        if number == 25:
            assert first.end(signal.SIGKILL) == -signal.SIGKILL
            second = program()
        for name, rows_TF in rows.items():
            peer.send(f"plant/{name}/rows", as_json(rows_TF[number]))
            message = peer.answer()
            assert message.topic == f"plant/{name}/answers"
            heard[name].append(json.loads(message.payload))
            state = State.from_bytes(peer.state())
    for name, rows_TF in rows.items():
        np.testing.assert_array_equal(np.array(heard[name]), expected(model, rows_TF))
    wanted = model.stream()
    wanted.run(rows["south"])
    np.testing.assert_array_equal(state["h"], wanted.state["h"])
    assert second.end() == 143


def test_a_message_of_csv_is_answered_in_csv(model, peer, program):
    rows_TF = make_rows(3)
    program("--input", "v,l")
    lines = ["l;v", *(f"{load};{valve}" for valve, load in rows_TF.tolist())]
    peer.send("plant/north/rows", "\n".join(lines))
    header, *answers = peer.answer().payload.decode().split("\n")
    assert header == "heat;flow"
    found = np.array([[float(cell) for cell in line.split(";")] for line in answers])
    np.testing.assert_array_equal(found, expected(model, rows_TF))


def test_what_cannot_be_used_is_said_and_changes_nothing(model, peer, program):
    running = program()
    peer.send("plant/north/rows", '[5.0, "a"]')
    message = peer.answer()
    assert message.payload == b"null"
    assert dict(message.properties.UserProperty)["error"].startswith("input 'load' must be a number")
    assert running.line().startswith("elman: plant/north/rows: row 0: input 'load' must be a number")
    peer.send("plant/north/rows", "valve;burden\n1;2")
    message = peer.answer()
    assert message.payload == b""
    assert "unknown column of stdin 'load'" in dict(message.properties.UserProperty)["error"]
    running.line()
    peer.send("plant/north/rows", "[5, 50]", retain=True)  # arrives live: it is a row
    np.testing.assert_array_equal(
        json.loads(peer.answer().payload), expected(model, np.array([[5.0, 50.0]]))[0]
    )
    assert running.end(signal.SIGINT) == 130
    again = program()  # and the broker sends it again
    assert "a retained row is not answered" in again.line()


def test_a_connection_that_is_lost_is_made_again(model, broker, program):
    rows_TF = make_rows(6)
    running = program()
    heard = []
    for part in (rows_TF[:3], rows_TF[3:]):
        peer = Peer(broker.port)
        for row in part:
            peer.send("plant/north/rows", as_json(row))
            heard.append(json.loads(peer.answer().payload))
        peer.end()
        if len(heard) == 3:
            broker.end()
            assert running.line().startswith("note: lost the connection to 127.0.0.1:")
            broker.begin()
            while not running.line().startswith("note: connected"):
                pass
    np.testing.assert_array_equal(np.array(heard), expected(model, rows_TF))


def refusal(*arguments):
    command = [sys.executable, "-m", "elman", "mqtt", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done.stderr
    return done.stderr


def test_a_state_of_another_model_is_refused(tmp_path, peer, program, broker):
    running = program()
    peer.send("plant/north/rows", "[5, 50]")
    peer.state()
    running.end()
    other = tmp_path / "other.safetensors"
    make_model(7).save(other)
    told = refusal(other, f"mqtt://127.0.0.1:{broker.port}", *TOPICS)
    assert "the state that is retained at plant/north/state: state must come from this network" in told


def test_wrong_places_are_refused(model_path, tmp_path):
    assert "broker must be reached at 127.0.0.1:9, got" in refusal(model_path, "mqtt://127.0.0.1:9", *TOPICS)
    assert "got 'http://anna@host'" in refusal(model_path, "http://anna:secret@host", *TOPICS)
    password = ("--password-file", tmp_path / "none")
    assert "password-file must be a text file" in refusal(model_path, "mqtt://host", *TOPICS, *password)


def test_a_row_whose_answer_is_lost_is_not_in_the_state(model):
    """The connection breaks while the answer is on its way: the lane stands where it stood."""
    lanes, tried = model.stream_lanes(), []

    class Broken:
        async def publish(self, *given, **named):
            tried.append(given)
            raise aiomqtt.MqttError("gone")

    topics = TopicPlan(
        broker=Broker.at("mqtt://host"),
        rows=TopicPattern.of("from", "plant/+/rows"),
        answers=TopicPattern.of("to", "plant/+/answers"),
    )
    options = LineOptions(inputs=model.inputs, targets=model.targets)
    run = MqttRun(lanes, topics, options, load_state=State.from_bytes, complain=print, note=print)
    lane = lanes.lane("plant/north/rows")
    lane.step([5.0, 50.0])
    before = lane.state.to_bytes()
    message = aiomqtt.Message("plant/north/rows", b"[6, 60]", 1, False, 1, None)
    with pytest.raises(aiomqtt.MqttError):
        asyncio.run(run._answer(Broken(), message, ("north",)))
    assert len(tried) == 1
    assert lane.state.to_bytes() == before


def test_addresses():
    assert Broker.at("mqtts://anna:a%2Fb@[::1]") == Broker(
        host="::1", port=8883, encrypted=True, user="anna", password="a/b"
    )
    assert "a/b" not in repr(Broker.at("mqtts://anna:a%2Fb@host"))
    for wrong in ("mqtt://host:port", "host", "mqtt://", "mqtt://host/topic"):
        with pytest.raises(ArgumentError, match="broker must be mqtt://host:port"):
            Broker.at(wrong)


def test_topics_of_one_form():
    pattern = TopicPattern.of("from", "+/site/+/rows")
    assert pattern.match("a/site/b/rows") == ("a", "b")
    assert pattern.match("a/site/b/rows/c") is pattern.match("a/place/b/rows") is None
    assert TopicPattern.of("to", "x/+/y/+").fill(("a", "b")) == "x/a/y/b"
    for wrong in ("", "a/#", "a/b+"):
        with pytest.raises(ArgumentError, match="from must be a topic"):
            TopicPattern.of("from", wrong)


@pytest.mark.parametrize(
    ("answers", "states", "told"),
    [
        ("plant/answers", None, "to must have as many '\\+' as the topic of the rows"),
        ("+/north/rows", None, "to must be other topics than 'plant/\\+/rows'"),
        ("plant/+/y", "plant/+/rows", "state-topic must be other topics than 'plant"),
        ("plant/+/y", "plant/+/y", "state-topic must be other topics than those of the answers"),
    ],
)
def test_topics_that_would_meet_are_refused(answers, states, told):
    rows = TopicPattern.of("from", "plant/+/rows")
    with pytest.raises(ArgumentError, match=told):
        TopicPlan(
            broker=Broker.at("mqtt://host"),
            rows=rows,
            answers=TopicPattern.of("to", answers),
            states=TopicPattern.of("state-topic", states) if states else None,
        )
