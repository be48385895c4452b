"""Households: one row a door; what happened there is append-only beside it."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from server.db.columns import big, few, flag, instant, key, metadata, ref, string

households = Table(
    "households",
    metadata,
    key(),
    flag("is_known"),  # false: a key only, locked for something that waits for this door
    ref("root_id", nullable=True),  # not null: an alias of that household
    ref("building_id", nullable=True),
    string("entrance", nullable=True),
    Column("floor", Integer),
    string("door", nullable=True),
    string("address_key", nullable=True),  # normalised, within the building
    string("name", nullable=True),
    big("version", 0),
    Column("body", LargeBinary),  # the card's encoded body: what is the same in every slice
    Column("body_hash", LargeBinary),
    Column("merge", LargeBinary),  # what the rules need beside the body: kept writes, counts, rounds
    flag("is_closed"),
    ref("added_in", nullable=True),  # the campaign on whose way it was found
    instant("made_at"),
    Index(None, "building_id", "address_key"),
    few("root_id IS NOT NULL", "root_id"),  # of all doors: with those that stand by themselves, SQLite would look for them in it
)
undecided = Table("undecided", metadata, key("household_id"))  # doors with a conflict or a proposed closing on their card
visits = Table(
    "visits",
    metadata,
    key(),
    ref("household_id"),
    ref("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    ref("campaign_id"),
    ref("team_id", nullable=True),
    ref("person_id"),
    ref("replica_id"),
    big("n"),
    string("outcome"),
    instant("at", nullable=False),
    instant("arrived_at", nullable=False),
    Column("seen", BigInteger),
    string("note", nullable=True),
    Column("doc", LargeBinary),  # appointment, answers
    flag("is_counted"),  # made within the campaign's dates
    flag("is_late"),  # the team no longer held the door
    flag("is_doubtful"),
    flag("is_after_wish"),
    instant("after_wish_at"),  # when that was known: the wish may have come in long after the visit
    instant("voided_at"),
    ref("voided_by", nullable=True),
    string("void_reason", nullable=True),
    ref("typed_by", nullable=True),  # who typed it in from paper, where person_id is who knocked
    Index(None, "household_id"),
    Index(None, "campaign_id", "team_id", "at"),  # who went where on a day
    few("is_after_wish", "after_wish_at"),
    few("is_doubtful", "replica_id", "arrived_at"),
)
field_writes = Table(  # every value a field ever had, its first ('added') from when another came; never changed
    "field_writes",
    metadata,
    key("command_id"),
    Column("subject", Text, primary_key=True),  # "name", or "<resident id>/name"
    ref("household_id"),
    ref("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    Column("value", LargeBinary),
    ref("person_id"),
    ref("replica_id"),
    big("n"),
    big("version"),
    Column("seen", BigInteger),
    instant("at", nullable=False),
    instant("arrived_at", nullable=False),
    string("outcome"),
    Index(None, "household_id"),
    few("outcome = 'superseded'", "arrived_at", "person_id"),  # a desk passes over those of rolls
)
requests = Table(
    "requests",
    metadata,
    key(),
    ref("household_id"),
    ref("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    ref("person_id"),  # first asked: stays the contact
    ref("team_id", nullable=True),
    string("category"),
    string("text"),
    string("urgency"),
    string("state"),
    instant("raised_at", nullable=False),
    instant("arrived_at", nullable=False),
    Column("doc", LargeBinary),  # attachments
    Index(None, "household_id"),
)
request_events = Table(
    "request_events",
    metadata,
    key(),
    ref("request_id"),
    ref("household_id"),
    ref("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    string("event"),
    string("text", nullable=True),
    Column("doc", LargeBinary),  # rating and the like
    ref("person_id"),
    ref("replica_id"),
    instant("at", nullable=False),
    instant("arrived_at", nullable=False),
    Column("seen", BigInteger),
    Column("round", Integer, nullable=False),
    flag("is_taken"),
    Index(None, "household_id"),
    Index(None, "request_id"),
    few("NOT is_taken", "arrived_at"),
)
wishes = Table(  # do-not-contact
    "wishes",
    metadata,
    key(),
    ref("household_id"),
    ref("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    ref("resident_id", nullable=True),
    string("reason"),
    string("review_on", nullable=True),
    ref("person_id"),
    instant("at", nullable=False),
    instant("arrived_at", nullable=False),
    instant("lifted_at"),
    ref("lifted_by", nullable=True),
    string("lift_reason", nullable=True),
    Index(None, "household_id"),
)
household_events = Table(  # closings, reopenings, joins: what the other tables do not tell of a door's history
    "household_events",
    metadata,
    key(),
    ref("household_id"),
    ref("named_id", nullable=True),  # the household that was meant, where it has been joined to another
    string("what"),
    string("reason", nullable=True),
    ref("person_id"),
    instant("at", nullable=False),
    instant("arrived_at", nullable=False),
    Column("doc", LargeBinary),
    Index(None, "household_id"),
)
