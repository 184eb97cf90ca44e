"""The page's server: who may ask, and what for."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from elman.errors import ArgumentError
from elman.page import Page, PageServer


class Shown:
    def __init__(self):
        self.asked, self.orders = 0, []

    def page(self):
        return Page(kind="fit", title="a fit")

    def changed(self, since):
        self.asked += 1
        return None if since == 7 else {"version_of_run": 7}

    def act(self, order):
        self.orders.append(order)
        if order.get("do") == "wrong":
            raise ArgumentError("rate must be small, got 9. Take less.")
        if order.get("do") == "strange":
            raise ValueError(order)
        return {"done": True}


@pytest.fixture
def served():
    show = Shown()
    with PageServer(show) as server:
        yield show, server.address


def ask(address, what="", *, method="GET", headers=None, body=None, token=None):
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    path = parts.path if token is None else f"/{token}/"
    connection.request(method, path + what, body=body, headers=headers or {})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return found


JSON = {"Content-Type": "application/json"}


def test_the_page_and_what_changes(served):
    show, address = served
    status, page, headers = ask(address)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert headers["Cache-Control"] == "no-store"
    assert f'"feed":"{urlsplit(address).path}"' in page
    assert ask(address, "data?since=-1")[:2] == (200, '{"version_of_run":7}')
    assert ask(address, "data?since=7")[0] == 204
    assert ask(address, "data?since=x")[0] == 200
    assert show.asked == 3


def test_it_listens_on_loopback_alone(served):
    assert urlsplit(served[1]).hostname == "127.0.0.1"
    assert len(urlsplit(served[1]).path) > 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "guess"},
        {"token": ""},
        {"headers": {"Host": "evil.example"}},
        {"headers": {"Host": "localhost"}},
        {"headers": {"Origin": "http://evil.example"}},
        {"headers": {"Origin": "null"}},
    ],
)
def test_strangers_are_refused(served, wrong):
    show, address = served
    for what in ("", "data?since=0"):
        assert ask(address, what, **wrong)[0] == 403
    headers = wrong.get("headers", {}) | JSON
    assert (
        ask(address, "act", method="POST", body='{"do": "stop"}', **(wrong | {"headers": headers}))[0] == 403
    )
    assert (show.asked, show.orders) == (0, [])


def test_orders(served):
    show, address = served
    origin = {"Origin": address[: address.index("/", 8)]}
    order = json.dumps({"do": "pause"})
    assert ask(address, "act", method="POST", body=order, headers=JSON | origin)[:2] == (200, '{"done":true}')
    assert ask(address, "act", method="POST", body=order)[0] == 415
    assert ask(address, "act")[0] == 404
    assert ask(address, "act", method="POST", body="no json", headers=JSON)[0] == 400
    wrong = ask(address, "act", method="POST", body='{"do": "wrong"}', headers=JSON)
    assert wrong[:2] == (400, "rate must be small, got 9. Take less.")
    assert ask(address, "act", method="POST", body='{"do": "strange"}', headers=JSON)[0] == 400
    assert ask(address, "act", method="POST", body="[]", headers=JSON)[0] == 200
    assert ask(address, "act", method="POST", body=b"x" * 70_000, headers=JSON)[0] == 400
    assert ask(address, "../etc/passwd")[0] == 404
    assert show.orders[0] == {"do": "pause"}
