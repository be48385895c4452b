"""The command line: `doorstep serve | migrate | import | import-outbox | areas | invite | token | demo | bench-data | backup | restore`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.exc import ArgumentError

from server.areas import command as areas_command
from server.backup import command as backup_command
from server.backup.sqlite_file import UnfitFile
from server.clock import wall_clock
from server.collector import calm_collector
from server.db.engine import Store, open_store
from server.db.migrate import OldSchemaError, migrate, ready_schema
from server.db.refusals import StoreBusy
from server.errors import Problem
from server.exchange import command as import_command
from server.exchange.importer import Means as ImportMeans
from server.ids import uuid7
from server.journal.file import NotRestored, journal_of, need_restored
from server.outboxes import command as outboxes_command
from server.scripting import UnknownNameError, find_person, first_link, invite_person, new_token_for
from server.settings import Settings, parse_proxies

DEFAULT = "sqlite:///doorstep.sqlite"
JOURNAL = "where what desks do is written down for a restore; left out: beside an SQLite store, and nowhere with PostgreSQL"


def main(argv: Sequence[str] | None = None) -> int:
    """The process's exit code."""
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except (OldSchemaError, SaidError, StoreBusy, UnfitFile, UnknownNameError) as error:
        print(f"doorstep: {error}", file=sys.stderr)
        return 1
    except ArgumentError:
        print("doorstep: --database is sqlite:///path or postgresql://user@host/name", file=sys.stderr)
        return 1
    return code


class SaidError(Exception):
    """Something to tell the person at the terminal, in one line."""


def new_id() -> UUID:
    return uuid7(wall_clock(), os.urandom(10))


@contextmanager
def opened(args: argparse.Namespace, *, ready: bool = True) -> Iterator[Store]:
    """The store of --database, with its schema; closed in the end, so that an SQLite file stands whole without its log."""
    store = open_store(args.database, journal=journal_of(args.database, args.journal))
    try:
        if ready:
            ready_schema(store)
        yield store
    finally:
        asyncio.run(store.close())


def run_serve(args: argparse.Namespace) -> int:
    if args.workers > 1 and args.database.startswith("sqlite"):
        raise SaidError("SQLite has one writer, so one process serves it: leave --workers at 1, or use PostgreSQL.")
    if (args.certificate is None) != (args.key is None):
        raise SaidError("--certificate and --key go together.")
    if args.https_port is not None and args.certificate is None:
        raise SaidError("--https-port needs --certificate and --key.")
    try:
        proxies = parse_proxies(args.trusted_proxy)
    except ValueError as error:
        raise SaidError(f"--trusted-proxy: {error}") from error
    from server.serving import Listening, serve  # the whole application: no other command needs it

    listening = Listening(args.host, args.port, args.https_host, args.https_port, args.certificate, args.key, args.workers)
    with opened(args) as store:
        _need_restored(args, store)
        link = first_link(store, args.organization, args.time_zone, wall_clock(), new_id, os.urandom)
    if link is not None:
        print(f"Nobody has signed in here yet. The first coordinator's link, good for a day:\n{listening.origin}{link}", flush=True)
    try:
        serve(Settings(database=args.database, journal=args.journal, trusted_proxies=proxies), listening)
    except OSError as error:
        raise SaidError(f"cannot listen on {args.host}:{args.port}: {error.strerror or error}. Another --port may be free.") from error
    return 0


def _need_restored(args: argparse.Namespace, store: Store) -> None:
    journal = journal_of(args.database, args.journal)
    if journal is None:
        return
    try:
        try:
            store.read_now(lambda conn: need_restored(conn, journal.path))
        except NotRestored:  # or another server wrote between the two looks
            store.read_now(lambda conn: need_restored(conn, journal.path))
    except OSError as error:
        raise SaidError(f"the journal {journal.path} cannot be read: {error.strerror or error}") from error


def run_migrate(args: argparse.Namespace) -> int:
    with opened(args, ready=False) as store:
        before, after = migrate(store, args.to)
    print(f"schema {before or 'none'} → {after or 'none'}")
    return 0


def run_import(args: argparse.Namespace) -> int:
    calm_collector()  # else it looks through all that is loaded while phones wait for a chunk
    with opened(args) as store:
        return import_command.import_roll(args, store, ImportMeans(wall_clock, new_id))


def run_import_outbox(args: argparse.Namespace) -> int:
    with opened(args) as store:
        return outboxes_command.import_outboxes(args, store, wall_clock(), new_id)


def run_areas(args: argparse.Namespace) -> int:
    with opened(args) as store:
        try:
            return areas_command.bring_areas(args, store, wall_clock(), new_id)
        except OSError as error:
            raise SaidError(f"{args.file}: {error.strerror or error}") from error
        except Problem as error:
            raise SaidError(f"{args.file}: {error.detail}") from error


def run_invite(args: argparse.Namespace) -> int:
    with opened(args) as store:
        made = store.write_now(lambda conn: invite_person(conn, args, wall_clock(), new_id, os.urandom))
    if args.json:
        print(msgspec.json.encode(made).decode())
    else:
        print(f"{made.person.name}: {args.origin.rstrip('/')}{made.path}")
    return 0


def run_token(args: argparse.Namespace) -> int:
    with opened(args) as store:
        token = store.write_now(lambda conn: new_token_for(conn, find_person(conn, args.person), wall_clock(), os.urandom))
    print(msgspec.json.encode({"token": token}).decode() if args.json else token)
    return 0


def run_backup(args: argparse.Namespace) -> int:
    return backup_command.back_up(args)


def run_restore(args: argparse.Namespace) -> int:
    return backup_command.restore(args, wall_clock(), new_id)


def run_demo(args: argparse.Namespace) -> int:
    from server.demo.fill import fill_demo
    from server.demo.founding import Means, StoreNotEmptyError

    with opened(args) as store:
        try:
            answer = store.write_now(lambda conn: fill_demo(conn, Means(wall_clock(), new_id, os.urandom)))
        except StoreNotEmptyError as error:
            raise SaidError(str(error)) from error
    return _tell(args, answer)


def run_bench_data(args: argparse.Namespace) -> int:
    from server.bench_data.fill import Size, fill_bench
    from server.demo.founding import Means, StoreNotEmptyError

    with opened(args) as store:
        try:
            size = Size(args.teams, args.households, args.volunteers)
            answer = fill_bench(store, size, Means(wall_clock(), new_id, os.urandom))
        except StoreNotEmptyError as error:
            raise SaidError(str(error)) from error
    return _tell(args, answer)


def _tell(args: argparse.Namespace, answer: Any) -> int:
    print(msgspec.json.encode(answer).decode() if args.json else f"campaign {answer.campaign_id}, {len(answer.teams)} teams")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="doorstep", description="连心 Doorstep: door-to-door visits that survive having no signal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, about: str, run: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.add_argument("--database", default=os.environ.get("DOORSTEP_DATABASE", DEFAULT), help="sqlite:///path or postgresql://…")
        made.add_argument("--journal", type=Path, default=_path_in("DOORSTEP_JOURNAL"), metavar="FILE", help=JOURNAL)
        made.set_defaults(run=run)
        return made

    _serve_arguments(command("serve", "Serve the app and its API.", run_serve))
    command("migrate", "Bring a store's schema to this version.", run_migrate).add_argument("--to", default="head", metavar="VERSION")
    import_command.add_arguments(command("import", "Bring a roll of doors in.", run_import))
    outboxes_command.add_arguments(
        command("import-outbox", "Take in what phones could not send, from files they saved.", run_import_outbox)
    )
    areas_command.add_arguments(command("areas", "Bring a tree of areas in.", run_areas))
    _invite_arguments(command("invite", "Make a link for somebody.", run_invite))
    token = command("token", "Make a token for scripts.", run_token)
    token.add_argument("--person", help="an id, or a name that only one person has; left out: the only coordinator of everything")
    token.add_argument("--json", action="store_true")
    command("demo", "Fill an empty store with the demo community.", run_demo).add_argument("--json", action="store_true")
    bench = command("bench-data", "Fill an empty store for measurements.", run_bench_data)
    for name, default in (("--teams", 2), ("--households", 445), ("--volunteers", 5)):
        bench.add_argument(name, type=_count, default=default)
    bench.add_argument("--json", action="store_true")
    backup_command.add_backup_arguments(command("backup", "Copy a store into a file, also while it is served.", run_backup))
    backup_command.add_restore_arguments(command("restore", "Put a copy back, so that phones bring what it lacks.", run_restore))
    return parser


def _serve_arguments(serve_: argparse.ArgumentParser) -> None:
    serve_.add_argument("--host", default="127.0.0.1")
    serve_.add_argument("--port", type=int, default=8000)
    serve_.add_argument("--workers", type=int, default=1, help="processes; more than one needs PostgreSQL")
    serve_.add_argument("--certificate", "--tls-cert", type=Path, metavar="FILE", help="speak https, with this certificate")
    serve_.add_argument("--key", "--tls-key", type=Path, metavar="FILE")
    serve_.add_argument("--https-host", default="0.0.0.0", help="with --https-port: where https is spoken")
    serve_.add_argument("--https-port", type=int, help="speak https there, and plain http on --port")
    serve_.add_argument(
        "--trusted-proxy", action="append", default=[], metavar="ADDRESS", help="believe the X-Forwarded headers of this one"
    )
    serve_.add_argument("--organization", default="Doorstep", help="the name of a new store's organization")
    serve_.add_argument("--time-zone", default="Asia/Shanghai", help="of a new store's organization")


def _invite_arguments(invite: argparse.ArgumentParser) -> None:
    invite.add_argument("--person", help="an id, or a name that only one person has")
    invite.add_argument("--name", help="of somebody new")
    invite.add_argument("--role", choices=("volunteer", "leader", "coordinator"), default="volunteer")
    invite.add_argument("--team", help="an id, or a name that only one team has")
    invite.add_argument("--hours", type=_count, default=24, help="how long the link is good")
    invite.add_argument("--origin", default="http://localhost:8000", help="where the app is served")
    invite.add_argument("--json", action="store_true")


def _path_in(name: str) -> Path | None:
    return Path(os.environ[name]) if os.environ.get(name) else None


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("a number, 0 or more")
    return value


if __name__ == "__main__":
    sys.exit(main())
