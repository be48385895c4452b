"""`create_app`: the one place where the parts of the server are joined."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import ResponseHeader, State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from server.areas.routes import ROUTES as AREAS
from server.assignments.mover import Mover
from server.assignments.routes import ROUTES as ASSIGNMENTS
from server.audit.routes import ROUTES as AUDIT
from server.bodies import guard_bodies
from server.campaigns.routes import ROUTES as CAMPAIGNS
from server.campaigns.team_routes import ROUTES as TEAMS
from server.coverage.mine import ROUTES as OWN_WORK
from server.coverage.routes import ROUTES as COVERAGE
from server.days.routes import ROUTES as DAYS
from server.db.engine import Store, open_store
from server.errors import HANDLERS, missing_as_problem
from server.events.pulse import Pulse
from server.events.routes import ROUTES as EVENTS
from server.exchange.jobs import RollJobs
from server.exchange.routes import ROUTES as ROLLS
from server.exports.routes import ROUTES as EXPORTS
from server.headers import API_HEADERS, UNCOMPRESSED
from server.health.routes import ROUTES as HEALTH
from server.households.routes import ROUTES as HOUSEHOLDS
from server.identity.caller import Caller, Visitor
from server.identity.credentials import client_address, credentials_of, is_https, refuse_other_sites
from server.identity.pace import Pace, keep_pace
from server.identity.routes import ROUTES as IDENTITY
from server.ids import uuid7
from server.organization.routes import ROUTES as ORGANIZATION
from server.replication.routes import pull, push
from server.replication.sweep import keep_sweeping
from server.settings import Settings
from server.static.assets import Assets
from server.static.routes import app_files
from sync.protocol import MAX_BODY

Clock = Callable[[], int]
AnyRequest = Request[Any, Any, Any]


def wall_clock() -> int:
    """ms since the Unix epoch, UTC."""
    return time.time_ns() // 1_000_000


def create_app(
    settings: Settings,
    *,
    clock: Clock = wall_clock,
    new_id: Callable[[], UUID] | None = None,
    random_bytes: Callable[[int], bytes] = os.urandom,
    executor: Executor | None = None,
) -> Litestar:
    """The whole server over one organization's store. Time, ids, chance and where SQLite's work runs may come from a simulator."""
    store = open_store(settings.database, executor=executor)
    make_id = new_id or (lambda: uuid7(clock(), random_bytes(10)))
    pace = Pace()

    def give_store() -> Store:
        return store

    def give_pace() -> Pace:
        return pace

    def give_caller(request: AnyRequest) -> Caller:
        credentials, now = credentials_of(request), clock()
        keep_pace(pace, request, credentials, now)
        return Caller(store, credentials, now, make_id, random_bytes, request.url.path)

    def give_visitor(request: AnyRequest) -> Visitor:
        proxies = settings.trusted_proxies
        if "sec-fetch-site" in request.headers:
            refuse_other_sites(request.headers, frozenset())
        return Visitor(store, client_address(request, proxies), is_https(request, proxies), clock(), make_id, random_bytes)

    rolls = RollJobs(store, clock, make_id, random_bytes)

    def give_rolls() -> RollJobs:
        return rolls

    pulse = Pulse(store, clock)

    def give_pulse() -> Pulse:
        return pulse

    mover = Mover(store, clock, make_id)

    def give_mover() -> Mover:
        return mover

    @asynccontextmanager
    async def keep_open(_: Litestar) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(keep_sweeping(store, clock, make_id))
        moving = asyncio.create_task(mover.keep_taking_up())
        rolling = asyncio.create_task(rolls.keep_going())
        yield
        sweeping.cancel()
        moving.cancel()
        rolling.cancel()
        await mover.stop()
        await rolls.stop()
        await store.close()

    return Litestar(
        route_handlers=[
            *HEALTH,
            push,
            pull,
            *IDENTITY,
            *CAMPAIGNS,
            *TEAMS,
            *ORGANIZATION,
            *AREAS,
            *HOUSEHOLDS,
            *ASSIGNMENTS,
            *COVERAGE,
            *OWN_WORK,
            *AUDIT,
            *DAYS,
            *EXPORTS,
            *EVENTS,
            *ROLLS,
            app_files(Assets(settings.app_dir)),
        ],
        dependencies={
            "store": Provide(give_store, sync_to_thread=False),
            "pace": Provide(give_pace, sync_to_thread=False),
            "caller": Provide(give_caller, sync_to_thread=False),
            "mover": Provide(give_mover, sync_to_thread=False),
            "rolls": Provide(give_rolls, sync_to_thread=False),
            "pulse": Provide(give_pulse, sync_to_thread=False),
            "visitor": Provide(give_visitor, sync_to_thread=False),
        },
        middleware=[guard_bodies],
        exception_handlers=HANDLERS,
        response_headers=[ResponseHeader(name=name, value=value) for name, value in API_HEADERS.items()],
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=1, minimum_size=500, exclude_opt_key=UNCOMPRESSED),
        request_max_body_size=MAX_BODY,
        openapi_config=OpenAPIConfig(
            title="Doorstep 连心",
            version="1",
            openapi_router=Router("/schema", route_handlers=[], include_in_schema=False, after_request=missing_as_problem),
            render_plugins=[JsonRenderPlugin()],
            use_handler_docstrings=True,
        ),
        logging_config=None,
        lifespan=[keep_open],
        state=State(
            {
                "store": store,
                "mover": mover,
                "rolls": rolls,
                "settings": settings,
                "clock": clock,
                "new_id": make_id,
                "random_bytes": random_bytes,
            }
        ),
    )
