"""Drawings go to a group once, before the card: also when Telegram stumbles, and when the program dies in between."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.app import Louyuan, Requests
from bot.rules.attachments import Attachment
from bot.services import Services
from bot.storage import attachments, consultations
from bot.storage.database import Connection
from bot.storage.models import upload
from emulator import Fault, Message
from emulator.request import InProcessRequest
from tests.stories.conftest import KEY, PICTURE, Story


async def with_drawings(story: Story, count: int = 2) -> None:
    """A consultation with photos, as the command line makes it."""

    def make(connection: Connection) -> None:
        number = consultations.create(connection, story.asked(), story.community_id, None, story.now())
        files = []
        for place in range(count):
            content = PICTURE + bytes([place])
            files.append(Attachment("photo", None, f"{place}.png", 1, 1, attachments.keep(connection, content)))
        attachments.add(connection, number, files)

    await story.db.write(make)
    story.louyuan.services.changed.set()


def photos(story: Story) -> list[Message]:
    """Every photo in the group."""
    return [message for message in story.emulator.history(story.group) if message.photo]


async def test_files_that_telegram_has_not_seen_are_uploaded_once(story: Story) -> None:
    other = story.new_group("金祥花园二群")
    await story.bound()
    await story.bound(other)
    await with_drawings(story, 3)
    await story.card("停车与绿地怎么改")
    await story.card("停车与绿地怎么改", group=other)
    assert [message.caption for message in photos(story)] == ["停车与绿地怎么改 · 1 方案A 保留绿地"] * 3
    kept = await story.db.read(lambda connection: connection.scalar(select(func.count()).select_from(upload)))
    assert kept == 0
    assert len([message for message in story.emulator.history(other) if message.photo]) == 3


async def test_an_album_is_not_sent_again_when_the_card_after_it_fails(story: Story) -> None:
    await story.bound()
    story.emulator.inject(Fault(method="sendMessage", kind="500", times=1, chat_id=story.group.id))
    await with_drawings(story)
    await story.emulator.wait_for(lambda: [call for call in story.emulator.calls if call.status == 500])
    story.later(minutes=2)
    await story.card("停车与绿地怎么改")
    assert len(photos(story)) == 2


async def test_a_program_that_died_between_album_and_card_sends_the_card_alone(story: Story) -> None:
    await story.bound()
    story.emulator.inject(Fault(method="sendMessage", kind="hang_before", times=1, chat_id=story.group.id, seconds=60))
    await with_drawings(story)
    await story.wait_for(lambda: photos(story)[1] if len(photos(story)) == 2 else None)
    await story.louyuan.stop()
    story.later(minutes=2)
    requests = Requests(InProcessRequest(story.emulator), InProcessRequest(story.emulator))
    again = Louyuan(Services(story.config, story.db, KEY, now=story.clock.now), requests)
    await again.start()
    await story.card("停车与绿地怎么改")
    await again.stop()
    assert len(photos(story)) == 2


async def test_one_bad_drawing_does_not_keep_the_others_and_the_card_back(story: Story) -> None:
    await story.bound()

    def make(connection: Connection) -> None:
        number = consultations.create(connection, story.asked(), story.community_id, None, story.now())
        good = Attachment("photo", None, "a.png", 0, 0, attachments.keep(connection, PICTURE))
        attachments.add(connection, number, [good, Attachment("photo", "no-such-file")])

    await story.db.write(make)
    story.louyuan.services.changed.set()
    await story.card("停车与绿地怎么改")
    assert len(photos(story)) == 1
