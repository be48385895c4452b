"""The links a newcomer opens: one enrolment code for each of three people, asked for over the API as a coordinator does."""

import json
import urllib.error
import urllib.request
from typing import Any, NamedTuple

TIMEOUT_S = 10


class Link(NamedTuple):
    """`code` is single-use. It stands after # in an address, so that no server and no log sees it."""

    who: str
    host: str
    code: str


class Api(NamedTuple):
    """The running server, as somebody with a token sees it."""

    port: int
    token: str

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """GET, or POST where there is a body. Raises urllib.error.URLError."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=TIMEOUT_S) as reply:
            answered: dict[str, Any] = json.load(reply)
            return answered

    def person(self) -> str:
        """Whose token this is."""
        return str(self.call("/api/me")["person"]["id"])

    def invite(self, role: str, person_id: str, team_id: str | None = None) -> str:
        """A fresh code for somebody who is known already."""
        wish: dict[str, Any] = {"person_id": person_id, "role": role}
        if team_id is not None:
            wish["team_id"] = team_id
        return str(self.call("/api/invitations", wish)["code"])


def demo_links(port: int, demo: dict[str, Any]) -> list[Link]:
    """A volunteer and the leader of the demo's first team, and its coordinator."""
    desk = Api(port, demo["tokens"]["coordinator"])
    team = demo["teams"][0]["id"]
    leader = Api(port, demo["tokens"]["leaders"][team])
    return [
        Link("a volunteer", "volunteer", desk.invite("volunteer", _volunteer(port, demo, 0), team)),
        Link("a team leader", "leader", desk.invite("leader", leader.person(), team)),
        Link("a coordinator", "desk", desk.invite("coordinator", desk.person())),
    ]


def phone_code(port: int, demo: dict[str, Any]) -> str:
    """A code for another volunteer of the same team: the one who gets a real phone."""
    desk = Api(port, demo["tokens"]["coordinator"])
    return desk.invite("volunteer", _volunteer(port, demo, 1), demo["teams"][0]["id"])


def _volunteer(port: int, demo: dict[str, Any], place: int) -> str:
    team = demo["teams"][0]["id"]
    tokens = [each["token"] for each in demo["tokens"]["volunteers"] if each["team_id"] == team]
    return Api(port, tokens[place]).person()


def reason(error: urllib.error.URLError) -> str:
    """What the server said, in one line."""
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.read(400).decode('utf-8', 'replace')}"
    return str(error.reason)
