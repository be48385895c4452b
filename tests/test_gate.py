"""The gate that stands in for a lost network."""

import asyncio

import pytest

from tests.gate import Gate, gate_before


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def ask(gate: Gate, text: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
    writer.write(text)
    try:
        return await reader.readline()
    finally:
        writer.close()


async def test_a_gate_forwards_while_it_is_up() -> None:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, gate_before(server.sockets[0].getsockname()[1]) as gate:
        assert await ask(gate, b"hello\n") == b"hello\n"


async def test_a_gate_that_goes_down_resets_what_was_open_and_refuses_the_rest() -> None:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, gate_before(server.sockets[0].getsockname()[1]) as gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
        writer.write(b"hello\n")
        assert await reader.readline() == b"hello\n"

        await gate.down()

        with pytest.raises(ConnectionResetError):
            await reader.read()
        with pytest.raises(OSError, match="onnect"):
            await ask(gate, b"again\n")


async def test_a_gate_that_comes_back_listens_on_the_same_port() -> None:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, gate_before(server.sockets[0].getsockname()[1]) as gate:
        port = gate.port
        await gate.down()
        await gate.up()

        assert gate.port == port
        assert await ask(gate, b"back\n") == b"back\n"
