"""What can be done at a desk, in words of the store. Their words for people are in pwa/src/messages/people (`people.did.<code>`)."""

from typing import Literal

Action = Literal[
    # people and teams
    "team_made",
    "team_changed",
    "team_ended",
    "team_reopened",
    "member_added",
    "member_left",
    "role_given",
    "role_taken",
    "person_renamed",
    "person_invited",
    "team_invited",
    "invitation_revoked",
    "phone_lost",
    "access_ended",
    "token_made",
    # places and campaigns
    "organization_changed",
    "area_made",
    "area_changed",
    "area_removed",
    "areas_imported",
    "building_made",
    "building_changed",
    "building_removed",
    "doors_made",
    "campaign_made",
    "campaign_changed",
    "campaign_ended",
    "campaign_reopened",
    # doors
    "doors_moved",
    "move_undone",
    "area_left",
    "shares_given",
    "abilities_said",
    "visits_typed",
    "people_erased",
    "value_settled",
    "correction_undone",
    "closing_settled",
    "closing_undone",
    "parked_settled",
    "parked_dismissed",
    "parked_reopened",
    "attention_seen",
    "asked_back",
    "question_taken_back",
    "work_handed_in",
    "doors_joined",
    "doors_told_apart",
    "join_undone",
    # rolls and what goes out
    "roll_uploaded",
    "roll_imported",
    "roll_undone",
    "export_made",
]
Subject = Literal[
    "organization", "person", "team", "invitation", "replica", "area", "building", "campaign", "household", "move", "roll", "export"
]
