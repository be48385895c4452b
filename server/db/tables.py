"""Every table of one organization's store, declared once. No name of a schema: the connection's search path says it.

Instants end in `_at` and are ms UTC, local dates end in `_on` ("YYYY-MM-DD"). Columns named `body`, `doc` hold JSON bytes, `merge` what
sync/merge.py makes.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint, text

from server.db.natural import natural_key
from server.db.types import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id", *, nullable: bool = False) -> Column[object]:
    return Column(name, Id, nullable=nullable)


def _key(name: str = "id") -> Column[object]:
    return Column(name, Id, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _at(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _big(name: str, default: int | None = None) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=None if default is None else str(default))


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default="0")


def _few(where: str, *columns: str) -> Index:
    """An index of the few rows that somebody looks at for this reason."""
    return Index(None, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _sort_key(context: Any) -> str:
    return natural_key(context.get_current_parameters()["name"])


# The organization, its people and their phones

organization = Table(
    "organization",
    metadata,
    _key(),
    _text("name"),
    _text("time_zone"),
    _id("epoch"),  # of the store: part of every slice's; random, new after a restore
    _big("version_base", 0),  # no later version of a household is at or below it
    Column("seal_key", LargeBinary, nullable=False),  # salts hashes; phones that enrolled long ago were told it
    Column("file_secret", LargeBinary),  # the keys of phones' files are derived from it; nobody is told it, and no store is without
    _text("counted_zone", nullable=True),  # while another zone is counted: where days of doors beyond counted_to still are
    _id("counted_to", nullable=True),
    _big("journal_n", 0),  # of the last transaction written to the journal beside the store
    _text("read_by", nullable=True),  # fingerprint of the wire that parked work was last read by
    _at("made_at", nullable=False),
)
people = Table(
    "people",
    metadata,
    _key(),
    _text("name"),
    _text("phone", nullable=True),
    _flag("is_system"),  # imports and jobs write as one of these
    _at("made_at", nullable=False),
    _at("ended_at"),
)
roles = Table(
    "roles",
    metadata,
    _key(),
    _id("person_id"),
    _text("role"),  # coordinator | handler
    _id("area_id", nullable=True),  # null: the whole organization
    _at("from_at", nullable=False),
    _at("to_at"),
    Index(None, "person_id"),
)
teams = Table("teams", metadata, _key(), _text("name"), _id("area_id", nullable=True), _at("made_at", nullable=False), _at("ended_at"))
memberships = Table(
    "memberships",
    metadata,
    _key(),
    _id("team_id"),
    _id("person_id"),
    _text("role"),  # member | leader
    _at("from_at", nullable=False),
    _at("to_at"),
    Index(None, "person_id"),
    Index(None, "team_id"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),  # SHA-256
    _id("person_id"),
    _text("kind"),  # cookie | token
    _id("replica_id", nullable=True),  # whose enrolment opened it: lost with it
    _at("made_at", nullable=False),
    _at("used_at", nullable=False),
    _at("expires_at"),
    Index(None, "person_id"),
)
invitations = Table(
    "invitations",
    metadata,
    _key(),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    _id("person_id"),
    _text("role"),  # volunteer | leader | coordinator
    _id("team_id", nullable=True),
    _id("made_by", nullable=True),
    _at("made_at", nullable=False),
    _at("expires_at", nullable=False),
    _at("used_at"),
    _id("used_by_replica", nullable=True),
    _at("revoked_at"),
    Index(None, "person_id"),
)
rate_limits = Table("rate_limits", metadata, Column("key", Text, primary_key=True), _at("since_at", nullable=False), _count("count"))
calls = Table(  # what a POST with a client-made id was answered
    "calls",
    metadata,
    _key(),
    _id("person_id", nullable=True),
    _text("path"),
    Column("answer", LargeBinary, nullable=False),
    _at("at", nullable=False),
)
replicas = Table(
    "replicas",
    metadata,
    _key(),
    _id("person_id"),
    _text("kind"),  # phone | desk | roll | job
    _text("device", nullable=True),
    _id("forked_from", nullable=True),
    _big("first_n", 1),
    _big("highest_n", 0),
    Column("missing", LargeBinary, nullable=False),  # JSON [[n, n], …] below highest_n that the server does not hold
    Column("lost", LargeBinary, nullable=False),  # JSON [[n, n], …] the phone said it no longer has
    _at("made_at", nullable=False),
    _at("last_seen_at"),
    Column("unsent", Integer),
    _at("unsent_at"),
    _at("oldest_at"),
    Column("attention", Integer),
    Column("persisted", Boolean),
    _text("app", nullable=True),
    _at("lost_at"),
    _at("wipe_asked_at"),
    _at("wiped_at"),
    _at("evicted_at"),  # when it was heard that its browser had thrown its store away
    Column("evicted_unsent", BigInteger),  # how many of its numbers never came; null where it no longer knew how far it had counted
    Index(None, "person_id"),
)

# Places and campaigns


def _spelt(context: Any) -> str:
    from server.areas.names import spelling  # that package imports this one

    return spelling(context.get_current_parameters()["name"])


areas = Table(
    "areas",
    metadata,
    _key(),
    _id("parent_id", nullable=True),
    _text("code", nullable=True),
    _text("level"),  # city | district | street | community | grid
    _text("name"),
    Column("search", Text, nullable=False, server_default="", default=_spelt),  # every spelling of the name, a line each
    Index(None, "parent_id"),
)
buildings = Table(
    "buildings",
    metadata,
    _key(),
    _id("area_id"),
    _text("name"),
    Column("sort_key", Text, nullable=False, server_default="", default=_sort_key),  # the name as natural_key writes it
    _text("kind"),  # tower | row | hamlet
    Column("doc", LargeBinary, nullable=False),  # entrances: [{"name", "floors", "doors_per_floor"}]
    _big("version", 1),
    _at("removed_at"),  # made by mistake; its name is free again
    UniqueConstraint("area_id", "name"),
    Index(None, "area_id", "sort_key", "id"),
)
campaigns = Table(
    "campaigns",
    metadata,
    _key(),
    _text("name"),
    _text("starts_on"),
    _text("ends_on"),
    Column("max_attempts", Integer),
    Column("doc", LargeBinary, nullable=False),  # categories, questions
    _at("made_at", nullable=False),
    _at("ended_at"),
)
campaign_areas = Table("campaign_areas", metadata, _key("campaign_id"), _key("area_id"))

# Households: one row a door; what happened there is append-only beside it

households = Table(
    "households",
    metadata,
    _key(),
    _flag("is_known"),  # false: a key only, locked for something that waits for this door
    _id("root_id", nullable=True),  # not null: an alias of that household
    _id("building_id", nullable=True),
    _text("entrance", nullable=True),
    Column("floor", Integer),
    _text("door", nullable=True),
    _text("address_key", nullable=True),  # normalised, within the building
    _text("name", nullable=True),
    _big("version", 0),
    Column("body", LargeBinary),  # the card's encoded body: what is the same in every slice
    Column("body_hash", LargeBinary),
    Column("merge", LargeBinary),  # what the rules need beside the body: kept writes, counts, rounds
    _flag("is_closed"),
    _id("added_in", nullable=True),  # the campaign on whose way it was found
    _at("made_at"),
    Index(None, "building_id", "address_key"),
    Index(None, "root_id"),
)
undecided = Table("undecided", metadata, _key("household_id"))  # doors with a conflict or a proposed closing on their card
visits = Table(
    "visits",
    metadata,
    _key(),
    _id("household_id"),
    _id("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    _id("campaign_id"),
    _id("team_id", nullable=True),
    _id("person_id"),
    _id("replica_id"),
    _big("n"),
    _text("outcome"),
    _at("at", nullable=False),
    _at("arrived_at", nullable=False),
    Column("seen", BigInteger),
    _text("note", nullable=True),
    Column("doc", LargeBinary),  # appointment, answers
    _flag("is_counted"),  # made within the campaign's dates
    _flag("is_late"),  # the team no longer held the door
    _flag("is_doubtful"),
    _flag("is_after_wish"),
    _at("voided_at"),
    _id("voided_by", nullable=True),
    _text("void_reason", nullable=True),
    _id("typed_by", nullable=True),  # who typed it in from paper, where person_id is who knocked
    Index(None, "household_id"),
    Index(None, "campaign_id", "team_id", "at"),  # who went where on a day
    _few("is_after_wish OR is_doubtful", "arrived_at"),
)
field_writes = Table(  # every value a field ever had, its first ('added') from when another came; never changed
    "field_writes",
    metadata,
    _key("command_id"),
    Column("subject", Text, primary_key=True),  # "name", or "<resident id>/name"
    _id("household_id"),
    _id("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    Column("value", LargeBinary),
    _id("person_id"),
    _id("replica_id"),
    _big("n"),
    _big("version"),
    Column("seen", BigInteger),
    _at("at", nullable=False),
    _at("arrived_at", nullable=False),
    _text("outcome"),
    Index(None, "household_id"),
    _few("outcome = 'superseded'", "arrived_at"),
)
requests = Table(
    "requests",
    metadata,
    _key(),
    _id("household_id"),
    _id("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    _id("person_id"),  # first asked: stays the contact
    _id("team_id", nullable=True),
    _text("category"),
    _text("text"),
    _text("urgency"),
    _text("state"),
    _at("raised_at", nullable=False),
    _at("arrived_at", nullable=False),
    Column("doc", LargeBinary),  # attachments
    Index(None, "household_id"),
)
request_events = Table(
    "request_events",
    metadata,
    _key(),
    _id("request_id"),
    _id("household_id"),
    _id("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    _text("event"),
    _text("text", nullable=True),
    Column("doc", LargeBinary),  # rating and the like
    _id("person_id"),
    _id("replica_id"),
    _at("at", nullable=False),
    _at("arrived_at", nullable=False),
    Column("seen", BigInteger),
    Column("round", Integer, nullable=False),
    _flag("is_taken"),
    Index(None, "request_id"),
    _few("NOT is_taken", "arrived_at"),
)
wishes = Table(  # do-not-contact
    "wishes",
    metadata,
    _key(),
    _id("household_id"),
    _id("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    _id("resident_id", nullable=True),
    _text("reason"),
    _text("review_on", nullable=True),
    _id("person_id"),
    _at("at", nullable=False),
    _at("arrived_at", nullable=False),
    _at("lifted_at"),
    _id("lifted_by", nullable=True),
    _text("lift_reason", nullable=True),
    Index(None, "household_id"),
)
household_events = Table(  # closings, reopenings, joins: what the other tables do not tell of a door's history
    "household_events",
    metadata,
    _key(),
    _id("household_id"),
    _id("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    _text("what"),
    _text("reason", nullable=True),
    _id("person_id"),
    _at("at", nullable=False),
    _at("arrived_at", nullable=False),
    Column("doc", LargeBinary),
    Index(None, "household_id"),
)

# Custody

receipts = Table(
    "receipts",
    metadata,
    _key("command_id"),
    _id("replica_id"),
    _big("n"),
    _text("outcome"),
    _text("reason", nullable=True),
    Column("version", BigInteger),
    _id("household_id", nullable=True),
    _at("arrived_at", nullable=False),
)
held = Table(
    "held",
    metadata,
    _key("command_id"),
    _id("replica_id"),
    _big("n"),
    _id("person_id"),
    _id("needs_id"),  # the thing named that is not known yet
    Column("body", LargeBinary, nullable=False),
    Column("moment", LargeBinary, nullable=False),  # its time as judged at arrival
    _at("arrived_at", nullable=False),
    Index(None, "needs_id"),
)
parked = Table(
    "parked",
    metadata,
    _key("command_id"),
    Column("replica_id", Id),
    Column("n", BigInteger),
    _id("person_id"),
    _id("household_id", nullable=True),
    _text("reason"),
    Column("body", LargeBinary, nullable=False),  # the bytes as they came, NUL escaped
    _at("arrived_at", nullable=False),
    Column("moment", LargeBinary),  # its time as judged at arrival; null where it could not be read
    Column("push_offset", BigInteger),  # there: arrival minus sent_at of its push
    _at("settled_at"),
    _text("settled_as", nullable=True),  # dismissed, or what became of it
    _id("settled_by", nullable=True),  # null: a newer version could read it
    _text("settled_reason", nullable=True),
)

# Feeds: only server/replication writes these

slices = Table(
    "slices",
    metadata,
    _key(),
    _text("kind"),  # team | person | reference | notices | unassigned (a campaign's doors without a team; nobody follows it)
    _id("campaign_id", nullable=True),
    _id("team_id", nullable=True),
    _id("person_id", nullable=True),
    _id("epoch"),
    _big("head", 0),
    _big("count", 0),  # cards now in it
    _big("sum", 0),  # of their tags, modulo 2^48
    _big("floor", 0),  # gones at or below it may have been pruned
    _at("ended_at"),
    Index(None, "campaign_id", "team_id"),
    Index(None, "person_id"),
)
follows = Table("follows", metadata, _key("person_id"), _key("slice_id"), Index(None, "slice_id"))
feed = Table(  # one row for each (household, slice); it moves to the slice's tail at each change
    "feed",
    metadata,
    _key("household_id"),
    _key("slice_id"),
    _big("seq"),
    _big("version"),
    _big("tag"),
    _id("person_id", nullable=True),  # the volunteer it is given to
    _big("epoch", 1),  # of the assignment
    _text("state"),
    _count("tries"),
    _flag("is_visited"),
    _at("last_visit_at"),
    _text("gone_reason", nullable=True),  # not null: the card left this slice
    _id("gone_to", nullable=True),
    _at("changed_at", nullable=False),
    Index(None, "slice_id", "seq", unique=True),
    sqlite_with_rowid=False,
)
items = Table(  # entries of reference and notices slices
    "items",
    metadata,
    _key("slice_id"),
    _key("item_id"),
    _text("kind"),
    _big("seq"),
    _big("version"),
    _flag("is_removed"),
    Column("body", LargeBinary, nullable=False),
    Index(None, "slice_id", "seq", unique=True),
    sqlite_with_rowid=False,
)

# Assignment

assignment_spans = Table(
    "assignment_spans",
    metadata,
    _key("household_id"),
    _key("campaign_id"),
    Column("epoch", BigInteger, primary_key=True),
    _id("team_id", nullable=True),
    _id("person_id", nullable=True),
    _at("from_at", nullable=False),
    _at("to_at"),
)
moves = Table(
    "moves",
    metadata,
    _key(),
    _id("campaign_id"),
    _id("by_person_id"),
    _id("team_id", nullable=True),
    _id("person_id", nullable=True),
    _text("only_if", nullable=True),
    _at("at", nullable=False),
    _count("moved"),
    Column("doc", LargeBinary, nullable=False),  # the answer
    _id("undo_id", nullable=True),
    _at("undone_at"),
    Index(None, "campaign_id"),
)
move_doors = Table(
    "move_doors",
    metadata,
    _key("move_id"),
    _key("household_id"),
    _big("epoch"),  # the assignment's after the move
    _id("from_team_id", nullable=True),
    _id("from_person_id", nullable=True),
    Index(None, "household_id"),
)

# Coverage: leaves that boards add up (sums by area and by time: coverage_tables.py); server/replication changes all by differences

COUNTS = [
    *("known", "base", "visited", "base_visited", "met", "base_met", "tried"),
    *("not_home", "refused", "call_back", "inaccessible", "do_not_contact", "vacant", "given_up", "never_tried", "added_on_the_way"),
    *("tries_0", "tries_1", "tries_2", "tries_3", "tries_4", "tries_5"),  # tries_5: five and more
]

coverage_cells = Table(
    "coverage_cells",
    metadata,
    _key("campaign_id"),
    _key("team_id"),
    _key("building_id"),
    *(_count(name) for name in COUNTS),
    Index(None, "campaign_id", "building_id"),
)  # team_id NOBODY: doors without a team
coverage_people = Table(
    "coverage_people", metadata, _key("campaign_id"), _key("team_id"), _key("person_id"), *(_count(name) for name in COUNTS)
)  # doors given to that person
coverage_work = Table(  # person_id NOBODY: the team's
    "coverage_work",
    metadata,
    _key("campaign_id"),
    _key("team_id"),
    _key("person_id"),
    _count("visits"),
    _count("doors"),
    Index(None, "person_id"),
)

# Rolls

rolls = Table(
    "rolls",
    metadata,
    _key(),
    _id("area_id"),
    _text("name"),
    _id("replica_id"),
    _at("made_at", nullable=False),
    UniqueConstraint("area_id", "name"),
)
roll_lines = Table(  # what the last import of a roll gave each door
    "roll_lines",
    metadata,
    _key("roll_id"),
    Column("line_key", Text, primary_key=True),
    _id("household_id"),
    Column("doc", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
imports = Table(
    "imports",
    metadata,
    _key(),
    _id("roll_id"),
    _id("person_id", nullable=True),
    _at("at", nullable=False),
    Column("doc", LargeBinary, nullable=False),
    _at("undone_at"),
    Column("made", LargeBinary),  # the area and buildings that it made
)

from server.db import attention_tables as attention_tables  # noqa: E402  # likewise
from server.db import audit_tables as audit_tables  # noqa: E402  # likewise
from server.db import coverage_tables as coverage_tables  # noqa: E402  # likewise
from server.db import erased_tables as erased_tables  # noqa: E402  # likewise
from server.db import join_tables as join_tables  # noqa: E402  # likewise
from server.db import move_tables as move_tables  # noqa: E402  # a table of its own noun, on the same metadata
from server.db import name_tables as name_tables  # noqa: E402  # likewise
from server.db import point_tables as point_tables  # noqa: E402  # likewise
from server.db import roll_tables as roll_tables  # noqa: E402  # likewise
