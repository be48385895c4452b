"""The branches that a run of histories must have reached: one that is never reached proves nothing."""

REQUIRED = [
    *("receipt applied", "receipt applied outside_campaign", "receipt noop", "receipt noop withdrawn", "receipt merged", "receipt held"),
    *("receipt superseded not_from_here", "receipt parked not_yours", "receipt parked access_ended", "receipt parked lost_phone"),
    *("receipt parked unknown_type", "receipt parked unknown_field", "receipt parked no_id", "receipt parked failed_on_phone"),
    *("gone reassigned", "gone closed", "dropped", "wipe", "reset", "fork", "page of an old cursor"),
    *("missing", "withdrawn too late", "sent as park", "answer 200", "answer 400", "answer 502"),
    *("item notice held_applied", "item notice late_work", "item notice conflict", "item notice after_wish", "item notice parked"),
    *("item notice close_proposed", "item notice doors_moved", "item notice voided"),
    *("visit is_late", "visit is_doubtful", "visit is_after_wish", "visit voided", "visit outside the campaign"),
    *("conflict shown", "field applied", "field merged", "field noop", "wish lifted"),
    *("move skipped already_there", "move skipped closed", "move skipped visited", "move taken back", "move taken back too late"),
    *("event closed taken", "event reopened taken", "event comment taken"),
    *(f"state {name}" for name in ("do_not_contact", "met", "vacant", "refused", "call_back", "given_up", "not_home", "inaccessible")),
    *(f"fault {name}" for name in ("crash", "jump_clock", "clone", "wipe_store", "restart", "change_team", "end_access", "lose_phone")),
    "fault long_silence",
]
