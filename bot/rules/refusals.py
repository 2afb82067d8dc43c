"""How a rule says no: with facts and a reason, never with words."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why something was refused. The words stand in bot/texts under ``refusal.<reason>``."""

    NOT_VERIFIED = "not_verified"
    OTHER_COMMUNITY = "other_community"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_COUNTED = "not_counted"
    OWNERS_ONLY = "owners_only"
    OWNERSHIP_UNCONFIRMED = "ownership_unconfirmed"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_CONSULTATION = "unknown_consultation"
    TOO_MANY_CHOICES = "too_many_choices"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"

    CODE_UNREADABLE = "code_unreadable"
    CODE_WRONG = "code_wrong"
    CODE_REVOKED = "code_revoked"
    CODE_USED_UP = "code_used_up"
    TOO_MANY_TRIES = "too_many_tries"
    VERIFICATION_EXPIRED = "verification_expired"
    INVITE_INVALID = "invite_invalid"
    NOT_A_MEMBER = "not_a_member"

    NOT_ALLOWED = "not_allowed"
    UNKNOWN_COMMUNITY = "unknown_community"
    UNKNOWN_COMMUNITY_NEAR = "unknown_community_near"
    UNKNOWN_BUILDING = "unknown_building"
    UNKNOWN_HOUSEHOLD = "unknown_household"
    NOT_A_GROUP = "not_a_group"
    NOT_BOUND = "not_bound"
    GROUP_NOT_BOUND = "group_not_bound"
    BOUND_ELSEWHERE = "bound_elsewhere"
    ALREADY_CLOSED = "already_closed"
    NO_HOUSEHOLDS = "no_households"

    PAPER_CLOSED = "paper_closed"
    PAPER_STALE = "paper_stale"
    PAPER_NOT_ASKED = "paper_not_asked"
    PAPER_ONLY_STAFF = "paper_only_staff"
    PAPER_EMPTY = "paper_empty"
    PAPER_TOO_MANY = "paper_too_many"
    PAPER_OWN_ENTRY = "paper_own_entry"
    PAPER_ANSWERED = "paper_answered"

    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_TASK = "unknown_task"
    MEETING_OUTSIDE_YOURS = "meeting_outside_yours"
    MEETING_PAST = "meeting_past"
    MEETING_TOO_FAR = "meeting_too_far"
    MEETING_ENDS_FIRST = "meeting_ends_first"
    MEETING_TOO_LONG = "meeting_too_long"
    MEETING_TEXT_EMPTY = "meeting_text_empty"
    MEETING_TEXT_LONG = "meeting_text_long"
    MEETING_TOO_MANY = "meeting_too_many"
    MEETING_NO_HOMES = "meeting_no_homes"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_BEGUN = "meeting_begun"
    MEETING_OVER = "meeting_over"
    MEETING_UNMOVED = "meeting_unmoved"
    MEETING_OTHER_COMMUNITY = "meeting_other_community"
    MEETING_NOT_INVITED = "meeting_not_invited"
    NO_MEETING_NOW = "no_meeting_now"
    CHECK_IN_EARLY = "check_in_early"
    CHECK_IN_OVER = "check_in_over"
    CHECK_IN_UNKNOWN = "check_in_unknown"
    HEADCOUNT_UNREADABLE = "headcount_unreadable"
    HEADCOUNT_RANGE = "headcount_range"
    MINUTES_EARLY = "minutes_early"
    MEETING_PLAN_GONE = "meeting_plan_gone"
    WHEN_UNREADABLE = "when_unreadable"
    WHEN_NO_DAY = "when_no_day"
    WHEN_NO_CLOCK = "when_no_clock"
    WHEN_IMPOSSIBLE_DAY = "when_impossible_day"
    WHEN_IMPOSSIBLE_CLOCK = "when_impossible_clock"
    WHEN_WRONG_WEEKDAY = "when_wrong_weekday"

    ANNOUNCEMENT_EMPTY = "announcement_empty"
    ANNOUNCEMENT_TOO_LONG = "announcement_too_long"
    ANNOUNCEMENT_GONE = "announcement_gone"

    SLIP_KEY_LOST = "slip_key_lost"
    SLIP_KEY_MISMATCH = "slip_key_mismatch"
    SLIP_KEY_UNUSABLE = "slip_key_unusable"


class Refusal(Exception):
    """Something the rules do not allow.

    ``reason`` names the sentence, ``facts`` fill it in. Nothing has been changed when a Refusal is raised.
    """

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts
