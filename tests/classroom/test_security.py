"""Strangers on the network: they get no seat, no act and no truth, and they stop nobody."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.request
from urllib.parse import urlsplit

import pytest
from teacher import PATIENCE_S, SMALL, Server, served
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

pytest.importorskip("uvicorn")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    with served(tmp_path_factory.mktemp("class"), "kalvera", *SMALL) as running:
        running.first_token = running.token
        running.control_page = running.control()
        yield running


def asked(server: Server, path: str, host: str = "", **headers: str) -> int:
    """The status of a GET under another name or with other headers."""
    parts = urlsplit(server.url)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_S)
    line.putrequest("GET", path, skip_host=bool(host))
    if host:
        line.putheader("Host", host)
    for name, value in headers.items():
        line.putheader(name.replace("_", "-"), value)
    line.endheaders()
    status = line.getresponse().status
    line.close()
    return status


def test_another_name_or_origin_is_refused(server):
    assert asked(server, "/") == 200
    assert asked(server, "/", host="evil.example") == 403
    assert asked(server, "/", Origin="http://evil.example") == 403
    assert server.post("/seats", {"code": server.code}, {"Origin": "http://evil.example"})[0] == 403
    address = f"{server.url.replace('http', 'ws')}/ws/screen"
    for origin in ("http://evil.example", None):
        with pytest.raises(InvalidStatus):
            connect(address, origin=origin, proxy=None).__enter__()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["seat", "control", "screen", "fc_1"])
def test_a_socket_without_a_right_cookie_hears_nothing(server, kind):
    for cookie in ("", "marosim_seat=x; marosim_control=y", "marosim_control="):
        page = server.page(kind, cookie)
        with pytest.raises(ConnectionClosed):
            page.hear()


def test_the_token_of_exercise_control_is_good_once(server):
    assert server.post("/enter", {"token": server.first_token})[0] == 403
    assert server.post("/enter", {"token": ""})[0] == 403
    assert server.post("/invite", {})[0] == 403
    for path in ("/log", "/review", "/guide"):
        assert asked(server, path) in (403, 307)


def test_a_seat_cannot_do_what_another_page_can(server):
    commander = server.seat("fc_1")
    for what, body in [
        ("clock", {"state": "running"}),
        ("throw", {"text": "x", "effects": "trigger:value=1"}),
        ("vote", {"order": 1, "vote": "yes"}),
        ("order", {"changes": {"mandate.name": "robust"}}),
        ("order", {"changes": {"__class__": 1}}),
        ("__init__", {}),
        ("took_join", {}),
        ("text", {}),
    ]:
        assert "refused" in commander.do(what, **body)
    assert server.post("/join", {"code": server.code, "seat": "fc_1"})[0] == 409


def test_markup_in_a_text_is_kept_as_text_and_what_drives_a_terminal_is_not(server):
    writer = server.seat("hct_1")
    said = "<img src=x onerror=alert(1)>\x1b[31m"
    assert "done" in writer.do("say", to=["control"], text=said)
    server.control_page.until(lambda page: page.room["messages"])
    assert server.control_page.room["messages"][-1]["text"] == "<img src=x onerror=alert(1)>[31m"


@pytest.mark.parametrize("sent", ["x" * 20_000, "[]", "{", '{"do": NaN}', '{"cid": 1e999}'])
def test_what_is_no_message_ends_that_page_alone(server, sent):
    cookie = server.__dict__.setdefault("host_cookie", None) or server.seat_cookie("host_1")
    server.host_cookie = cookie
    page = server.page("seat", cookie)
    page.socket.send(sent)
    with pytest.raises(ConnectionClosed):
        while True:
            page.hear()
    assert "done" in server.page("seat", cookie).do("say", to=["control"], text="I am back")


def test_who_floods_is_cut_off_and_others_are_heard(server):
    cookie = server.seat_cookie("srsg_1")
    flooding = server.page("seat", cookie)
    with pytest.raises(ConnectionClosed):
        for _ in range(10_000):
            flooding.socket.send('{"cid": "a", "do": "say", "body": {}}')
        while True:
            flooding.hear()
    assert "done" in server.control_page.do("clock", rate=3)


def ended(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


def test_half_sent_requests_end_and_keep_nobody_out(server):
    parts = urlsplit(server.url)
    half = []
    for _ in range(150):
        line = socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE_S)
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
        half.append(line)
    assert "done" in server.control_page.do("clock", rate=4)  # pages that are in stay in
    assert all(map(ended, half))  # each by itself, or this waits in vain
    assert asked(server, "/") == 200


def test_the_address_comes_as_a_picture_where_the_package_for_it_is(server):
    try:
        import segno  # noqa: F401
    except ImportError:
        assert asked(server, "/qr.svg") == 204
        return
    with urllib.request.urlopen(server.url + "/qr.svg", timeout=PATIENCE_S) as answer:
        assert b'xmlns="http://www.w3.org/2000/svg"' in answer.read()


def test_codes_cannot_be_found_by_trying(server):
    answers = [server.post("/seats", {"code": f"AAAA{n:02}"})[0] for n in range(12)]
    assert answers[0] == 403 and answers[-1] == 429
    # not even with the right one, as long as the minute lasts
    assert server.post("/seats", {"code": server.code})[0] == 429
    assert json.dumps(server.control_page.room)  # who is in stays in
