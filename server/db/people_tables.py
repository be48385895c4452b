"""The organization, its people and their phones."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from server.db.columns import big, count, flag, instant, key, metadata, ref, string

organization = Table(
    "organization",
    metadata,
    key(),
    string("name"),
    string("time_zone"),
    ref("epoch"),  # of the store: part of every slice's; random, new after a restore
    big("version_base", 0),  # no later version of a household is at or below it
    Column("seal_key", LargeBinary, nullable=False),  # salts hashes; phones that enrolled long ago were told it
    Column("file_secret", LargeBinary),  # the keys of phones' files are derived from it; nobody is told it, and no store is without
    string("counted_zone", nullable=True),  # while another zone is counted: where days of doors beyond counted_to still are
    ref("counted_to", nullable=True),
    big("journal_n", 0),  # of the last transaction written to the journal beside the store
    string("read_by", nullable=True),  # fingerprint of the wire that parked work was last read by
    instant("patient_until", nullable=True),  # held work waits so long for phones that could not come while the server was off
    instant("made_at", nullable=False),
)
people = Table(
    "people",
    metadata,
    key(),
    string("name"),
    string("phone", nullable=True),
    flag("is_system"),  # imports and jobs write as one of these
    instant("made_at", nullable=False),
    instant("ended_at"),
)
roles = Table(
    "roles",
    metadata,
    key(),
    ref("person_id"),
    string("role"),  # coordinator | handler
    ref("area_id", nullable=True),  # null: the whole organization
    instant("from_at", nullable=False),
    instant("to_at"),
    Index(None, "person_id"),
)
teams = Table(
    "teams", metadata, key(), string("name"), ref("area_id", nullable=True), instant("made_at", nullable=False), instant("ended_at")
)
memberships = Table(
    "memberships",
    metadata,
    key(),
    ref("team_id"),
    ref("person_id"),
    string("role"),  # member | leader
    instant("from_at", nullable=False),
    instant("to_at"),
    Index(None, "person_id"),
    Index(None, "team_id"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),  # SHA-256
    ref("person_id"),
    string("kind"),  # cookie | token
    ref("replica_id", nullable=True),  # whose enrolment opened it: lost with it
    instant("made_at", nullable=False),
    instant("used_at", nullable=False),
    instant("expires_at"),
    Index(None, "person_id"),
)
invitations = Table(
    "invitations",
    metadata,
    key(),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    ref("person_id"),
    string("role"),  # volunteer | leader | coordinator
    ref("team_id", nullable=True),
    ref("made_by", nullable=True),
    instant("made_at", nullable=False),
    instant("expires_at", nullable=False),
    instant("used_at"),
    ref("used_by_replica", nullable=True),
    instant("revoked_at"),
    Index(None, "person_id"),
)
rate_limits = Table("rate_limits", metadata, Column("key", Text, primary_key=True), instant("since_at", nullable=False), count("count"))
calls = Table(  # what a POST with a client-made id was answered
    "calls",
    metadata,
    key(),
    ref("person_id", nullable=True),
    string("path"),
    Column("answer", LargeBinary, nullable=False),
    instant("at", nullable=False),
)
replicas = Table(
    "replicas",
    metadata,
    key(),
    ref("person_id"),
    string("kind"),  # phone | desk | roll | job
    string("device", nullable=True),
    ref("forked_from", nullable=True),
    ref("phone_id", nullable=True),  # the first name of the phone that has this one, too; null: this is its first
    big("first_n", 1),
    big("highest_n", 0),
    Column("missing", LargeBinary, nullable=False),  # JSON [[n, n], …] below highest_n that the server does not hold
    Column("lost", LargeBinary, nullable=False),  # JSON [[n, n], …] the phone said it no longer has
    instant("made_at", nullable=False),
    instant("last_seen_at"),
    Column("unsent", Integer),
    instant("unsent_at"),
    instant("oldest_at"),
    Column("attention", Integer),
    Column("persisted", Boolean),
    string("app", nullable=True),
    instant("lost_at"),
    instant("wipe_asked_at"),
    instant("wiped_at"),
    instant("evicted_at"),  # when it was heard that its browser had thrown its store away
    Column("evicted_unsent", BigInteger),  # how many of its numbers never came, at least; null (of old: 0) where that cannot be told
    Index(None, "person_id"),
)
