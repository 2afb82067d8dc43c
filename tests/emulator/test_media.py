"""Files: what may be sent, how it comes back, albums."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from emulator import Chat, Emulator, User
from emulator.files import DOCUMENT_BYTES, DOWNLOAD_BYTES, PHOTO_BYTES
from emulator.images import dimensions
from tests.emulator.doors import TOKEN, Clock, Door, InProcessDoor, jpeg, keyboard, png

TOO_BIG = "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"", "Bad Request: file must be non-empty"),
        (b"no picture", "Bad Request: IMAGE_PROCESS_FAILED"),
        (png(0, 5), "Bad Request: IMAGE_PROCESS_FAILED"),
        (b"\x89PNG\r\n\x1a\n", "Bad Request: IMAGE_PROCESS_FAILED"),
        (b"\xff\xd8\xff\xe0\x00\x02", "Bad Request: IMAGE_PROCESS_FAILED"),
        (png(5001, 5000), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (jpeg(100, 2001), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (png(100, 100, PHOTO_BYTES + 1), TOO_BIG),
    ],
)
async def test_a_photo_must_be_one(inside: InProcessDoor, group: Chat, data: bytes, description: str) -> None:
    assert await inside.refusal("sendPhoto", {"photo": ("a.png", data)}, chat_id=group.id) == description


@pytest.mark.parametrize("data", [png(5000, 5000), png(2000, 100), jpeg(640, 480), png(10, 10, PHOTO_BYTES)])
async def test_a_photo_at_the_limit_is_taken(inside: InProcessDoor, group: Chat, data: bytes) -> None:
    sent = await inside.ok("sendPhoto", {"photo": ("a.png", data)}, chat_id=group.id)
    assert dimensions(data) is not None
    assert max(sent["photo"][-1]["width"], sent["photo"][-1]["height"]) <= 1280


def test_the_size_of_a_picture_is_read_from_its_header() -> None:
    assert dimensions(png(640, 480)) == (640, 480)
    assert dimensions(jpeg(640, 480)) == (640, 480)


async def test_a_document_has_at_most_50_megabytes(inside: InProcessDoor, group: Chat) -> None:
    reply = await inside.call("sendDocument", {"document": ("a", b"x" * (DOCUMENT_BYTES + 1))}, chat_id=group.id)
    assert (reply.status, reply.body["description"]) == (413, "Request Entity Too Large")
    sent = await inside.ok("sendDocument", {"document": ("a", b"x" * DOCUMENT_BYTES)}, chat_id=group.id)
    refusal = await inside.refusal("getFile", file_id=sent["document"]["file_id"])
    assert refusal == "Bad Request: file is too big"


async def test_a_file_of_20_megabytes_can_be_fetched(inside: InProcessDoor, group: Chat) -> None:
    sent = await inside.ok("sendDocument", {"document": ("a", b"x" * DOWNLOAD_BYTES)}, chat_id=group.id)
    fetched = await inside.ok("getFile", file_id=sent["document"]["file_id"])
    assert fetched["file_size"] == DOWNLOAD_BYTES


async def test_a_document_comes_back_as_it_was(
    base: str, inside: InProcessDoor, emulator: Emulator, wang: User, clock: Clock
) -> None:
    said = emulator.send_document(wang, "private", "名册.xlsx", b"PK-roster", "请导入")
    document = (await inside.updates())[-1]["message"]["document"]
    assert (document["file_name"], document["file_size"]) == ("名册.xlsx", 9)
    assert said.document is not None
    assert document["mime_type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    async with aiohttp.ClientSession() as session:
        never = await session.get(f"{base}/file/bot{TOKEN}/{said.document.path}")
        path = (await inside.ok("getFile", file_id=document["file_id"]))["file_path"]
        found = await session.get(f"{base}/file/bot{TOKEN}/{path}")
        foreign = await session.get(f"{base}/file/bot1000:WRONG/{path}")
        clock.advance(3600)
        late = await session.get(f"{base}/file/bot{TOKEN}/{path}")
        assert await found.read() == b"PK-roster"
        assert [reply.status for reply in (never, found, foreign, late)] == [404, 200, 404, 404]


async def test_a_file_is_sent_again_by_its_id(door: Door, group: Chat, private: Chat, emulator: Emulator) -> None:
    sent = await door.ok("sendPhoto", {"photo": ("a.png", png(900, 600))}, chat_id=group.id)
    for size in sent["photo"]:
        again = await door.ok("sendPhoto", chat_id=private.id, photo=size["file_id"])
        assert again["photo"] == sent["photo"]
        assert (await door.ok("getFile", file_id=size["file_id"]))["file_unique_id"] == size["file_unique_id"]
    refusal = await door.refusal("sendDocument", chat_id=private.id, document=sent["photo"][0]["file_id"])
    assert refusal == "Bad Request: can't use file of type Photo as Document"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"document": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "attach://lost"}, 'can\'t find attached file with name "lost"'),
        (
            {"document": "https://a.example/a.pdf"},
            "emulator: files are uploaded or sent by file_id, not by address",
        ),
    ],
)
async def test_a_file_that_is_nowhere_is_refused(
    door: Door, group: Chat, params: dict[str, Any], description: str
) -> None:
    assert await door.refusal("sendDocument", chat_id=group.id, **params) == f"Bad Request: {description}"


async def test_an_unknown_file_cannot_be_fetched(door: Door) -> None:
    assert await door.refusal("getFile", file_id="nonsense") == "Bad Request: invalid file_id"


async def test_a_file_nobody_asked_for_is_refused(door: Door, group: Chat) -> None:
    files = {"chart": ("a.png", png(10, 10))}
    refusal = await door.refusal("sendMessage", files, chat_id=group.id, text="a")
    assert refusal == 'Bad Request: emulator: unknown parameter "chart"'
    refusal = await door.refusal("sendMessage", {"text": ("a", b"a")}, chat_id=group.id)
    assert refusal == 'Bad Request: emulator: parameter "text" takes no file'


async def test_documents_and_photos_carry_keyboards(door: Door, group: Chat) -> None:
    markup = keyboard([("1", "a")])
    sent = await door.ok("sendDocument", {"document": ("a", b"a")}, chat_id=group.id, reply_markup=markup)
    assert sent["reply_markup"] == markup


def album(kind: str, count: int, **more: Any) -> tuple[dict[str, tuple[str, bytes]], list[dict[str, Any]]]:
    files = {f"f{number}": (f"{number}.png", png(10, 10)) for number in range(count)}
    return files, [{"type": kind, "media": f"attach://f{number}"} | more for number in range(count)]


@pytest.mark.parametrize(("kind", "count"), [("photo", 2), ("document", 10)])
async def test_an_album_has_2_to_10_items(door: Door, group: Chat, emulator: Emulator, kind: str, count: int) -> None:
    files, media = album(kind, count, caption="<b>图</b>", parse_mode="HTML")
    sent = await door.ok("sendMediaGroup", files, chat_id=group.id, media=media)
    assert len(sent) == count
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message["caption"] for message in sent] == ["图"] * count


@pytest.mark.parametrize(
    ("count", "description"),
    [
        (0, "there are no messages to send"),
        (1, "emulator: an album has 2 to 10 items"),
        (11, "too many messages to send as an album"),
    ],
)
async def test_an_album_of_another_size_is_refused(
    inside: InProcessDoor, group: Chat, count: int, description: str
) -> None:
    files, media = album("photo", count)
    refusal = await inside.refusal("sendMediaGroup", files, chat_id=group.id, media=media)
    assert refusal == f"Bad Request: {description}"


async def test_an_album_is_of_one_kind(inside: InProcessDoor, group: Chat) -> None:
    files, media = album("photo", 3)
    media[0]["type"] = "document"
    refusal = await inside.refusal("sendMediaGroup", files, chat_id=group.id, media=media)
    assert refusal == "Bad Request: document can't be mixed with other media types"
    files, media = album("video", 2)
    assert "video is not supported" in await inside.refusal("sendMediaGroup", files, chat_id=group.id, media=media)
    files, media = album("document", 2, has_spoiler=True)
    assert 'unknown field "has_spoiler"' in await inside.refusal("sendMediaGroup", files, chat_id=group.id, media=media)


async def test_an_album_keeps_its_kind_when_edited(inside: InProcessDoor, group: Chat) -> None:
    files, media = album("photo", 2)
    sent = await inside.ok("sendMediaGroup", files, chat_id=group.id, media=media)
    where = {"chat_id": group.id, "message_id": sent[0]["message_id"]}
    sheet = {"type": "document", "media": "attach://s"}
    refusal = await inside.refusal("editMessageMedia", {"s": ("a.csv", b"1")}, **where, media=sheet)
    assert refusal == "Bad Request: can't use the media of the specified type in the album"


async def test_a_voice_message_arrives_and_can_be_sent_on_by_its_id(inside: InProcessDoor, group: Chat) -> None:
    recorded = await inside.ok("sendVoice", {"voice": ("v.ogg", b"OggS")}, chat_id=group.id)
    again = await inside.ok("sendVoice", chat_id=group.id, voice=recorded["voice"]["file_id"])
    assert again["voice"] == recorded["voice"]
    wrong = await inside.refusal("sendDocument", chat_id=group.id, document=recorded["voice"]["file_id"])
    assert wrong == "Bad Request: can't use file of type Voice as Document"
