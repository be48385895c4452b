"""Feeds: only server/replication writes these."""

from sqlalchemy import Column, Index, LargeBinary, Table

from server.db.columns import big, count, flag, instant, key, metadata, ref, string

slices = Table(
    "slices",
    metadata,
    key(),
    string("kind"),  # team | person | reference | notices | unassigned (a campaign's doors without a team; nobody follows it)
    ref("campaign_id", nullable=True),
    ref("team_id", nullable=True),
    ref("person_id", nullable=True),
    ref("epoch"),
    big("head", 0),
    big("count", 0),  # cards now in it
    big("sum", 0),  # of their tags, modulo 2^48
    big("floor", 0),  # gones at or below it may have been pruned
    instant("ended_at"),
    Index(None, "campaign_id", "team_id"),
    Index(None, "person_id"),
)
follows = Table("follows", metadata, key("person_id"), key("slice_id"), Index(None, "slice_id"))
feed = Table(  # one row for each (household, slice); it moves to the slice's tail at each change
    "feed",
    metadata,
    key("household_id"),
    key("slice_id"),
    big("seq"),
    big("version"),
    big("tag"),
    ref("person_id", nullable=True),  # the volunteer it is given to
    big("epoch", 1),  # of the assignment
    string("state"),
    count("tries"),
    flag("is_visited"),
    instant("last_visit_at"),
    string("gone_reason", nullable=True),  # not null: the card left this slice
    ref("gone_to", nullable=True),
    instant("changed_at", nullable=False),
    Index(None, "slice_id", "seq", unique=True),
    sqlite_with_rowid=False,
)
items = Table(  # entries of reference and notices slices
    "items",
    metadata,
    key("slice_id"),
    key("item_id"),
    string("kind"),
    big("seq"),
    big("version"),
    flag("is_removed"),
    Column("body", LargeBinary, nullable=False),
    Index(None, "slice_id", "seq", unique=True),
    sqlite_with_rowid=False,
)
