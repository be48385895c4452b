"""Phones that seal what they could not send, as the app does, and what is done with their files."""

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

import httpx
import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.server.community import Phone
from tests.server.office import Office

Json = dict[str, Any]
KINDS = ("applied", "merged", "superseded", "noop", "held", "parked")


async def key_of(office: Office, phone: Phone) -> bytes:
    """What the phone was told while it had a network."""
    me = await office.get(phone.token, "/api/me", replica=phone.replica)
    return b64decode(me["seal_key"])


async def organization_of(office: Office) -> str:
    return str((await office.rows("SELECT id FROM organization"))[0][0])


class Sealer:
    """One person's phone with its key."""

    def __init__(self, organization: str, person: UUID, phone: Phone, key: bytes) -> None:
        self.organization, self.person, self.phone, self.key = organization, str(person), phone, key

    def push(self, *commands: Json, **more: Any) -> Json:
        said = {"protocol": 1, "replica": str(self.phone.replica), "sent_at": self.phone.clock(), "commands": list(commands)}
        return {**said, "name": self.phone.token, **more}

    def part(self, content: Json | bytes, nonce: bytes = b"n" * 12, **frame: str) -> Json:
        ids = {"organization": self.organization, "person": self.person, "replica": str(self.phone.replica)} | frame
        bound = "\n".join(("doorstep outbox 1", ids["organization"], ids["person"], ids["replica"]))
        plain = content if isinstance(content, bytes) else msgspec.json.encode(content)
        sealed = AESGCM(self.key).encrypt(nonce, plain, bound.encode())
        return {**ids, "nonce": b64encode(nonce).decode(), "sealed": b64encode(sealed).decode()}

    def file(self, *commands: Json, **more: Any) -> Json:
        return a_file(self.part(self.push(*commands, **more)))


def a_file(*parts: Json) -> Json:
    return {"doorstep": "outbox", "version": 1, "parts": list(parts)}


async def sealer(office: Office, who: str, phone: Phone | None = None) -> Sealer:
    phone = phone or office.phone(who)
    return Sealer(await organization_of(office), office.of.people[who], phone, await key_of(office, phone))


async def send(office: Office, who: str, file: Json | bytes, path: str = "", **query: Any) -> httpx.Response:
    content = file if isinstance(file, bytes) else msgspec.json.encode(file)
    return await office.http.post(f"/api/outboxes{path}", content=content, headers={"Authorization": f"Bearer {who}"}, params=query or None)


async def looked_at(office: Office, who: str, file: Json | bytes) -> list[Json]:
    return phones_in(await send(office, who, file, "/preview"))


async def handed_in(office: Office, who: str, file: Json | bytes, **query: Any) -> list[Json]:
    return phones_in(await send(office, who, file, **query))


def phones_in(reply: httpx.Response) -> list[Json]:
    assert reply.status_code == 200, f"{reply.status_code} {reply.text}"
    told: list[Json] = reply.json()["phones"]
    return told


async def code_for(office: Office, file: Json | bytes, path: str = "") -> tuple[int, str]:
    reply = await send(office, "cora", file, path)
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    return reply.status_code, reply.json()["code"]
