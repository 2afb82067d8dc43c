"""python-telegram-bot's own client works with the emulator, over HTTP and in process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot as Client
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from emulator import Chat, Emulator, User
from emulator.request import InProcessRequest
from tests.emulator.doors import TOKEN, png

Context = ContextTypes.DEFAULT_TYPE


@pytest.fixture(params=["in-process", "http"])
async def client(request: pytest.FixtureRequest, emulator: Emulator, base: str) -> AsyncIterator[Client]:
    """The library's bot, by either way."""
    if request.param == "http":
        requests = HTTPXRequest(), HTTPXRequest()
        bot = Client(TOKEN, f"{base}/bot", f"{base}/file/bot", request=requests[0], get_updates_request=requests[1])
    else:
        one, two = InProcessRequest(emulator), InProcessRequest(emulator)
        bot = Client(TOKEN, "http://emulator/bot", "http://emulator/file/bot", request=one, get_updates_request=two)
    async with bot:
        yield bot


async def test_messages_keyboards_and_edits(client: Client, group: Chat, emulator: Emulator) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("1 同意", callback_data="v:1")]])
    sent = await client.send_message(
        group.id,
        "<b>表决</b>",
        parse_mode="HTML",
        reply_markup=markup,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert (sent.text, sent.reply_markup) == ("表决", markup)
    edited = await sent.edit_text("结束")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("结束", None)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("结束")
    reply = await client.send_message(group.id, "补充", reply_parameters=ReplyParameters(sent.message_id))
    assert reply.reply_to_message is not None
    assert await sent.delete() is True
    assert emulator.last(group).text == "补充"


async def test_files_in_and_out(client: Client, group: Chat, emulator: Emulator) -> None:
    sent = await client.send_document(group.id, b"a,b", filename="结果.csv", caption="附件")
    assert sent.document is not None
    assert sent.document.file_name == "结果.csv"
    assert await (await client.get_file(sent.document.file_id)).download_as_bytearray() == b"a,b"
    photo = await client.send_photo(group.id, png(640, 480))
    assert photo.photo[-1].width == 640
    changed = await photo.edit_media(InputMediaPhoto(png(100, 50), caption="新图"))
    assert not isinstance(changed, bool)
    assert changed.photo[-1].width == 100
    album = await client.send_media_group(group.id, [InputMediaDocument(b"1", filename="1.txt")] * 2)
    assert len({message.media_group_id for message in album}) == 1


async def test_updates_and_answers(client: Client, group: Chat, emulator: Emulator, wang: User) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("1", callback_data="v:1")]])
    sent = await client.send_message(group.id, "表决", reply_markup=markup)
    press = emulator.press(wang, group, sent.message_id, button="1")
    updates = await client.get_updates(timeout=0, allowed_updates=Update.ALL_TYPES)
    query = updates[-1].callback_query
    assert isinstance(query, CallbackQuery)
    assert await query.answer("已记录", show_alert=True) is True
    assert (await press.answered()).show_alert is True


async def test_errors_are_the_librarys_own(client: Client, private: Chat, emulator: Emulator, wang: User) -> None:
    old = emulator.add_group("老群", "group", members=[wang])
    new = emulator.make_supergroup(old)
    with pytest.raises(ChatMigrated) as migrated:
        await client.send_message(old.id, "a")
    assert migrated.value.new_chat_id == new.id
    emulator.block(wang)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await client.send_message(private.id, "a")
    await client.set_webhook("https://127.0.0.1:9/hook", allowed_updates=Update.ALL_TYPES)
    with pytest.raises(Conflict):
        await client.get_updates(timeout=0)
    assert await client.delete_webhook() is True


async def test_menus_and_questions(client: Client, private: Chat, group: Chat, emulator: Emulator, wang: User) -> None:
    scope = BotCommandScopeChat(private.id)
    await client.set_my_commands([BotCommand("help", "帮助")], scope=scope, language_code="zh")
    assert emulator.menu(wang, private) == [{"command": "help", "description": "帮助"}]
    assert [command.command for command in await client.get_my_commands(scope, "zh")] == ["help"]
    assert (await client.get_chat(group.id)).title == "金祥花园"
    assert await client.get_chat_member_count(group.id) == 3
    assert await client.send_chat_action(group.id, "typing") is True
    assert (await client.get_webhook_info()).url == ""


async def test_a_wrong_token_is_an_invalid_token(emulator: Emulator) -> None:
    bot = Client("1000:WRONG", request=InProcessRequest(emulator), get_updates_request=InProcessRequest(emulator))
    with pytest.raises(InvalidToken):
        await bot.initialize()


async def test_a_whole_application_polls_in_process(emulator: Emulator, group: Chat, wang: User) -> None:
    async def start(update: Update, context: Context) -> None:
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("1", callback_data="v:1")]])
        assert update.message is not None
        await update.message.reply_text("您好", reply_markup=markup)

    async def vote(update: Update, context: Context) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("已记录")

    builder = Application.builder().token(TOKEN)
    app = builder.request(InProcessRequest(emulator)).get_updates_request(InProcessRequest(emulator)).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(vote))
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling(poll_interval=0.0)
        said = emulator.follow(wang, "https://t.me/louyuan_bot?start=abc")
        await emulator.wait_for(lambda: emulator.last(wang).text == "您好")
        toast = await emulator.press(wang, "private", emulator.last(wang), button="1").answered()
        await app.updater.stop()
        await app.stop()
    assert said.text == "/start abc"
    assert toast.text == "已记录"
