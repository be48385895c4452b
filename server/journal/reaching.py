"""What goes with areas that left a campaign or came back into it, where a restored store knows more than the journal's lines.

The lines name the doors that left or came. A copy may hold others: of a process that died while doors were leaving, or such as the store of
then had lost, because it had itself been put back from an older copy. They go with their area all the same.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import Connection

from server.assignments.leaving import STANDING
from server.assignments.store import LEAVE, Move, area_in, keep_done_again
from server.campaigns.reach import areas_leaving, areas_of
from server.campaigns.store import doors_of_areas
from server.db.driver import fetch
from server.journal.deeds import AnyDeed, AreaAdded, AreaLeft, DoorsLeft, Ended
from server.replication.entering import enter_doors
from server.replication.leaving import leave_doors

AT_ONCE = 500
Place = tuple[UUID, UUID]  # a campaign and an area


class Reaching:
    """Follows the deeds of a replay: when an area's doors have gone or come by their lines, the rest follows."""

    def __init__(self, conn: Connection, new_id: Callable[[], UUID]) -> None:
        self._conn, self._new_id = conn, new_id
        self._open: dict[Place, AreaLeft] = {}  # the last change of each area
        self._moves: dict[Place, UUID] = {}  # by which its doors left

    def before(self, deed: AnyDeed) -> None:
        """What another change would take the ground from is settled first."""
        if isinstance(deed, Ended):
            self.settle_all()
        elif isinstance(deed, AreaLeft | AreaAdded):
            self._settle((deed.campaign_id, deed.area_id))
        if isinstance(deed, AreaLeft):
            self._open[deed.campaign_id, deed.area_id] = deed
        elif isinstance(deed, DoorsLeft) and (area_id := area_in(deed.only_if)) is not None:
            self._moves[deed.campaign_id, area_id] = deed.move_id

    def settle_all(self) -> None:
        for place in list(self._open):
            self._settle(place)

    def _settle(self, place: Place) -> None:
        deed, known = self._open.pop(place, None), self._moves.pop(place, None)
        if deed is None:
            return
        move_id = known or deed.move_id or self._new_id()
        campaign_id, area_id = place
        is_in = area_id in areas_of(self._conn, campaign_id)
        if deed.is_out and not is_in:
            rows = fetch(self._conn, STANDING, sorted(areas_leaving(self._conn, campaign_id, area_id)), campaign_id)
            for some in in_pieces([row[0] for row in rows]):
                leave_doors(self._conn, campaign_id, some, now=deed.at, move_id=move_id)
            if deed.move_id is not None and deed.by_person_id is not None:
                keep_done_again(self._conn, Move(move_id, campaign_id, deed.by_person_id, None, None, f"{LEAVE}{area_id}", deed.at))
        elif not deed.is_out and is_in:
            for some in in_pieces(doors_of_areas(self._conn, [area_id])):
                enter_doors(self._conn, campaign_id, some, deed.at)


def in_pieces(doors: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [doors[start : start + AT_ONCE] for start in range(0, len(doors), AT_ONCE)]
