"""What helpers and neighbours do around a meeting, as verbs for stories."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.actions.create_meeting import create_meeting
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import Meeting, MeetingKind
from bot.storage import meetings
from emulator import Message, User
from tests.stories.conftest import Story

TITLE = "楼院改造意见征集会"


async def standing(story: Story, starts: timedelta = timedelta(days=2), **changes: object) -> Meeting:
    """A meeting is created beside the running bot, as the command line does."""
    begins = (story.now() + starts).replace(microsecond=0)
    facts: dict[str, object] = {
        "community": "JX01",
        "kind": MeetingKind.OPINION_COLLECTION,
        "title": TITLE,
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=90),
        "place": "党群服务中心二楼",
        "topics": ("停车位", "加装电梯"),
    }
    [number] = await create_meeting(story.db, MeetingDraft(**(facts | changes)), story.now())  # type: ignore[arg-type]
    story.louyuan.services.changed.set()
    return await stored(story, number)


async def stored(story: Story, number: int) -> Meeting:
    """The meeting as it stands in the database."""
    found = await story.db.read(lambda connection: meetings.load(connection, number))
    assert found is not None
    return found


async def choose(story: Story, person: User, screen: Message, *buttons: str) -> Message:
    """Press one button after the other on the private page; wait until each has changed it."""
    for wanted in buttons:
        before = _shown(screen)
        answer = await story.tap(person, person, screen, story.label(screen, wanted))
        assert not answer.show_alert, answer.text
        screen = await story.wait_for(partial(_other_than, story, person, before))
    return screen


def _shown(message: Message) -> tuple[object, ...]:
    return message.message_id, message.text, [[button.text for button in row] for row in message.buttons]


def _other_than(story: Story, person: User, seen: tuple[object, ...]) -> Message | None:
    """The newest message of the private chat, once it shows something else."""
    last = story.emulator.last(person.id)
    return last if _shown(last) != seen else None


def by_day(story: Story) -> None:
    """Let the story go on at ten in the morning: no letter waits for quiet hours to end."""
    today = story.now().astimezone(story.config.locale.zone).replace(hour=10, minute=0, second=0, microsecond=0)
    story.clock.ahead += today + timedelta(days=1) - story.now()


def evening(story: Story, days: int) -> datetime:
    """Seven in the evening so many days from today, in the district's zone."""
    day = story.now().astimezone(story.config.locale.zone) + timedelta(days=days)
    return day.replace(hour=19, minute=0, second=0, microsecond=0)
