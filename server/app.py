"""`create_app`: the one place where the parts of the server are joined."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import Any, cast
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
from server.attention.routes import ROUTES as ATTENTION
from server.audit.routes import ROUTES as AUDIT
from server.bodies import guard_bodies
from server.campaigns.routes import ROUTES as CAMPAIGNS
from server.campaigns.team_routes import ROUTES as TEAMS
from server.clock import Clock, wall_clock
from server.coverage.mine import ROUTES as OWN_WORK
from server.coverage.routes import ROUTES as COVERAGE
from server.days.routes import ROUTES as DAYS
from server.db.engine import Store, open_store
from server.doubles.routes import ROUTES as DOUBLES
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
from server.journal.file import journal_of
from server.organization.recounts import Recounts
from server.organization.routes import ROUTES as ORGANIZATION
from server.outboxes.routes import ROUTES as OUTBOXES
from server.replication.routes import pull, push
from server.replication.sweep import keep_sweeping
from server.settings import Settings
from server.static.assets import Assets
from server.static.routes import app_files
from sync.protocol import MAX_BODY

AnyRequest = Request[Any, Any, Any]


def parts_of(
    settings: Settings,
    *,
    clock: Clock = wall_clock,
    new_id: Callable[[], UUID] | None = None,
    random_bytes: Callable[[int], bytes] = os.urandom,
    executor: Executor | None = None,
) -> dict[str, Any]:
    """What the application's state holds: everything that belongs to one store and one clock."""
    store = open_store(settings.database, executor=executor, journal=journal_of(settings.database, settings.journal))
    make_id = new_id or (lambda: uuid7(clock(), random_bytes(10)))
    return {
        "settings": settings,
        "clock": clock,
        "new_id": make_id,
        "random_bytes": random_bytes,
        "store": store,
        "pace": Pace(),
        "pulse": Pulse(store, clock),
        "mover": Mover(store, clock, make_id),
        "recounts": Recounts(store, clock, make_id),
        "rolls": RollJobs(store, clock, make_id, random_bytes),
    }


def give_store(state: State) -> Store:
    return cast("Store", state.store)


def give_pulse(state: State) -> Pulse:
    return cast("Pulse", state.pulse)


def give_mover(state: State) -> Mover:
    return cast("Mover", state.mover)


def give_recounts(state: State) -> Recounts:
    return cast("Recounts", state.recounts)


def give_rolls(state: State) -> RollJobs:
    return cast("RollJobs", state.rolls)


def give_caller(request: AnyRequest, state: State) -> Caller:
    credentials, now = credentials_of(request), state.clock()
    keep_pace(state.pace, request, credentials, now)
    return Caller(state.store, credentials, now, state.new_id, state.random_bytes, request.url.path)


def give_visitor(request: AnyRequest, state: State) -> Visitor:
    proxies = state.settings.trusted_proxies
    if "sec-fetch-site" in request.headers:
        refuse_other_sites(request.headers, frozenset())
    address, secure = client_address(request, proxies), is_https(request, proxies)
    return Visitor(state.store, address, secure, state.clock(), state.new_id, state.random_bytes)


GIVEN = (give_store, give_pulse, give_mover, give_recounts, give_rolls, give_caller, give_visitor)


@asynccontextmanager
async def keep_open(app: Litestar) -> AsyncIterator[None]:
    """The jobs that go on while the server runs; the store is closed behind them."""
    state = app.state
    jobs = (
        keep_sweeping(state.store, state.clock, state.new_id),
        state.mover.keep_taking_up(),
        state.rolls.keep_going(),
        state.recounts.keep_going(),
    )
    running = [asyncio.create_task(job) for job in jobs]
    yield
    for each in running:
        each.cancel()
    await state.mover.stop()
    await state.recounts.stop()
    await state.rolls.stop()
    await state.store.close()


def create_app(settings: Settings, **given: Any) -> Litestar:
    """The whole server over one organization's store. Time, ids, chance and where SQLite's work runs may come from a simulator: see `parts_of`."""
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
            *ATTENTION,
            *OUTBOXES,
            *DOUBLES,
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
        dependencies={give.__name__.removeprefix("give_"): Provide(give, sync_to_thread=False) for give in GIVEN},
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
        state=State(parts_of(settings, **given)),
    )
