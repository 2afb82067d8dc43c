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
    UNKNOWN_BUILDING = "unknown_building"
    UNKNOWN_HOUSEHOLD = "unknown_household"
    NOT_A_GROUP = "not_a_group"
    NOT_BOUND = "not_bound"
    BOUND_ELSEWHERE = "bound_elsewhere"
    ALREADY_CLOSED = "already_closed"
    NO_HOUSEHOLDS = "no_households"

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
