"""The page, looked at through a browser, with the emulator and a tiny bot behind it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, FilePayload, expect

from emulator import Message
from tests.demo.conftest import HOSTILE, Screen, Stage
from tests.demo.tinybot import ALERT, TOAST, USERNAME, card_buttons

pytestmark = pytest.mark.asyncio(loop_scope="session")


def said_by(stage: Stage, user_id: int, text: str) -> list[Message]:
    """What that person said in private, if it is exactly this."""
    return [one for one in stage.emulator.history(stage.emulator.world.users[user_id]) if one.text == text]


def saved(path: Path) -> bytes:
    """The bytes of a finished download."""
    return path.read_bytes()


async def test_a_pressed_button_turns_until_the_toast_comes_and_the_card_moves(stage: Stage, screen: Screen) -> None:
    await stage.card()
    stage.bot.silent.clear()
    await screen.button("1 方案A").click()
    await expect(screen.button("1 方案A")).to_have_attribute("aria-busy", "true")
    stage.bot.silent.set()
    await expect(screen.group.get_by_test_id("toast")).to_have_text(TOAST)
    await expect(screen.button("1 方案A")).to_have_attribute("aria-busy", "false")
    await expect(screen.group.get_by_test_id("message")).to_contain_text("已有 1 户作答")


async def test_an_alert_stays_until_ok(stage: Stage, screen: Screen) -> None:
    await stage.card()
    await screen.button("怎么算票").click()
    await expect(screen.by("alert-text")).to_have_text(ALERT)
    await screen.by("alert-ok").click()
    await expect(screen.by("alert")).to_be_hidden()


@pytest.mark.parametrize(("words", "payload"), [("带我去私聊", "from-answer"), ("认证我家", "from-button")])
async def test_a_button_to_the_bot_opens_the_private_chat_with_its_payload(
    stage: Stage, screen: Screen, words: str, payload: str
) -> None:
    await stage.card()
    await screen.button(words).click()
    await expect(screen.private).to_contain_text(f"/start {payload}")
    await expect(screen.private).to_contain_text(f"欢迎 {payload}")
    assert said_by(stage, stage.wang.id, f"/start {payload}")
    assert len(screen.page.context.pages) == 1


async def test_a_link_in_a_text_starts_the_bot_instead_of_leaving_the_page(stage: Stage, screen: Screen) -> None:
    stage.emulator.say(stage.zhang, stage.group, f"点 https://t.me/{USERNAME}?start=from-text 就行")
    await screen.group.get_by_role("link").click()
    await expect(screen.private).to_contain_text("欢迎 from-text")
    assert screen.page.url.startswith(stage.address)
    assert len(screen.page.context.pages) == 1


async def test_scanning_the_slip_starts_the_bot_with_its_code(stage: Stage, screen: Screen) -> None:
    await expect(screen.by("slip")).to_contain_text("3号楼2单元301")
    await expect(screen.by("slip").locator("img")).to_have_js_property("complete", True)
    assert await screen.by("slip").locator("img").evaluate("image => image.naturalWidth") > 0
    await screen.by("slip-open").click()
    await expect(screen.private).to_contain_text("欢迎 K7Q29XWM")
    await expect(screen.by("slip")).to_have_count(0)


async def test_a_photo_is_shown_and_can_be_enlarged(stage: Stage, screen: Screen) -> None:
    picture = Path(__file__).with_name("chart.png").read_bytes()
    await stage.bot.call(
        "sendPhoto", {"chat_id": stage.group.id, "caption": "计票图"}, {"photo": ("chart.png", picture)}
    )
    photo = screen.group.get_by_test_id("photo")
    await expect(photo).to_have_js_property("naturalWidth", 320)
    await photo.click()
    await expect(screen.by("lightbox").locator("img")).to_be_visible()
    await screen.page.keyboard.press("Escape")
    await expect(screen.by("lightbox")).to_be_hidden()


async def test_a_document_downloads_as_it_was_sent(stage: Stage, screen: Screen) -> None:
    data = bytes(range(256)) * 40
    await stage.bot.call("sendDocument", {"chat_id": stage.group.id}, {"document": ("公示.pdf", data)})
    link = screen.group.get_by_test_id("document")
    await expect(link).to_contain_text("公示.pdf")
    await expect(link).to_contain_text("10 KB")
    async with screen.page.expect_download() as waiting:
        await link.click()
    download = await waiting.value
    assert download.suggested_filename == "公示.pdf"
    assert saved(await download.path()) == data


async def test_an_edit_arrives_live_and_leaves_the_focus_where_it_was(stage: Stage, screen: Screen) -> None:
    card = await stage.card()
    await screen.button("怎么算票").focus()
    place: dict[str, object] = {"chat_id": stage.group.id, "message_id": card.message_id}
    await stage.bot.call("editMessageText", place | {"text": "已有 64 户作答", "reply_markup": card_buttons()})
    await expect(screen.group.get_by_test_id("message")).to_contain_text("已有 64 户作答")
    await expect(screen.group.get_by_test_id("edited")).to_be_visible()
    await expect(screen.button("怎么算票")).to_be_focused()
    await stage.bot.call("deleteMessage", place)
    await expect(screen.group.get_by_test_id("message")).to_have_count(0)


async def test_after_a_lost_connection_what_was_missed_appears(stage: Stage, screen: Screen) -> None:
    await screen.page.context.set_offline(True)
    stage.emulator.events.close()
    await expect(screen.group.get_by_test_id("connecting")).to_be_visible()
    stage.emulator.say(stage.zhang, stage.group, "断线时说的话")
    await screen.page.context.set_offline(False)
    await expect(screen.group).to_contain_text("断线时说的话")
    await expect(screen.group.get_by_test_id("connecting")).to_have_count(0)
    stage.emulator.say(stage.zhang, stage.group, "重连以后的话")
    await expect(screen.group).to_contain_text("重连以后的话")


async def test_hostile_names_and_texts_are_only_text(stage: Stage, screen: Screen) -> None:
    text = '<script>window.hurt=1</script><b onclick="window.hurt=1">x</b> javascript:alert(1) &lt;i&gt;'
    stage.emulator.say(stage.hostile, stage.group, text)
    stage.emulator.send_document(stage.hostile, stage.group, '"><img src=x onerror=window.hurt=1>.pdf', b"x", text)
    await stage.bot.call(
        "sendMessage",
        {
            "chat_id": stage.group.id,
            "text": text,
            "reply_markup": {"inline_keyboard": [[{"text": HOSTILE, "callback_data": "h"}]]},
        },
    )
    await expect(screen.group.get_by_test_id("message")).to_have_count(3)
    await expect(screen.group.get_by_test_id("message").first).to_contain_text(text)
    await expect(screen.group.locator(".name").first).to_have_text(HOSTILE)
    await become(screen, "onerror")
    await expect(screen.by("person-switcher")).to_contain_text("<img src=x")
    assert await screen.page.evaluate("window.hurt") is None
    assert await screen.group.locator("article img:not(.avatar), article script, article [onclick]").count() == 0


async def become(screen: Screen, sought: str) -> None:
    """Change into the first person that the search finds."""
    await screen.by("person-switcher").click()
    await screen.by("person-search").fill(sought)
    await expect(screen.by("person")).to_have_count(1)
    await screen.page.keyboard.press("Enter")


async def test_changing_the_person_changes_the_private_chat_and_whose_words_are_own(
    stage: Stage, screen: Screen
) -> None:
    stage.emulator.say(stage.zhang, stage.group, "我是张叔叔")
    stage.emulator.say(stage.zhang, "private", "只给机器人看")
    await expect(screen.group.locator(".in")).to_contain_text("我是张叔叔")
    await expect(screen.private).not_to_contain_text("只给机器人看")
    await become(screen, "302")
    await expect(screen.private).to_contain_text("只给机器人看")
    await expect(screen.group.locator(".out")).to_contain_text("我是张叔叔")
    await screen.page.reload()
    await expect(screen.by("person-switcher")).to_contain_text("张叔叔")


async def test_the_bots_words_to_somebody_else_are_counted_until_read(stage: Stage, screen: Screen) -> None:
    stage.emulator.say(stage.zhang, "private", "/start hello")
    other = screen.by("other").filter(has_text="张叔叔")
    await expect(other.locator(".badge")).to_have_text("1")
    await other.click()
    await expect(screen.private).to_contain_text("欢迎 hello")
    await expect(screen.by("chats").locator(".badge")).to_have_count(0)


async def test_what_is_typed_is_said_by_the_current_person(stage: Stage, screen: Screen) -> None:
    box = screen.group.get_by_test_id("composer")
    await box.fill("停车位不够")
    await box.press("Enter")
    await expect(screen.group.locator(".out")).to_contain_text("停车位不够")
    await expect(box).to_have_value("")
    assert stage.emulator.last(stage.group).sender is stage.wang


async def test_a_file_is_sent_as_document_and_reaches_the_bot(stage: Stage, screen: Screen) -> None:
    payload = FilePayload(name="roster.csv", mimeType="text/csv", buffer=b"a,b\n")
    await screen.private.get_by_test_id("attach-document").set_input_files([payload])
    await expect(screen.private.get_by_test_id("document")).to_contain_text("roster.csv")
    received = await stage.emulator.wait_for(
        lambda: [one for one in stage.bot.updates if "document" in one.get("message", {})]
    )
    assert received[0]["message"]["document"]["file_name"] == "roster.csv"


async def test_typing_a_slash_offers_the_bots_commands(stage: Stage, screen: Screen) -> None:
    commands = [{"command": "votes", "description": "正在征求的意见"}, {"command": "mine", "description": "我家的选择"}]
    await stage.bot.call("setMyCommands", {"commands": commands, "scope": {"type": "all_private_chats"}})
    box = screen.private.get_by_test_id("composer")
    await box.focus()
    await box.press_sequentially("/m")
    await expect(screen.private.get_by_role("option")).to_have_text("/mine我家的选择")
    await box.press("Enter")
    await expect(screen.private.locator(".out")).to_contain_text("/mine")
    assert said_by(stage, stage.wang.id, "/mine")


async def test_the_busy_evening_begins_once_and_shows_how_far_it_is(stage: Stage, screen: Screen) -> None:
    await screen.by("busy-evening").click()
    await expect(screen.by("busy-evening")).to_have_attribute("aria-disabled", "true")
    stage.evening[0](23, 80)
    await expect(screen.by("busy-evening")).to_contain_text("23 / 80")
    again = await screen.page.request.post(f"{stage.address}demo/busy-evening")
    assert again.status == 409
    stage.curtain.set()
    await expect(screen.by("busy-evening")).to_have_attribute("aria-disabled", "false")
    assert len(stage.evening) == 1


async def test_only_the_pages_own_words_change_with_the_language(stage: Stage, screen: Screen) -> None:
    await stage.card()
    await screen.by("language").click()
    await expect(screen.by("busy-evening")).to_contain_text("Busy evening")
    await expect(screen.group.get_by_test_id("message")).to_contain_text("停车怎么改")
    assert await screen.page.evaluate("document.documentElement.lang") == "en"


async def test_nothing_is_fetched_from_outside(stage: Stage, context: BrowserContext) -> None:
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await Screen(page).open(stage.address)
    # A machine that has a Chinese font of its own asks for the page's only when it is told to.
    await page.evaluate("""document.fonts.load('15px "Louyuan Sans"', '楼')""")
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith("data:")}
    assert hosts == {urlsplit(stage.address).hostname}
    assert any(url.endswith("NotoSansSC-Regular.otf") for url in asked)


async def test_a_narrow_screen_shows_one_chat_at_a_time(stage: Stage, screen: Screen) -> None:
    await stage.card()
    await screen.page.set_viewport_size({"width": 390, "height": 844})
    await expect(screen.private).to_be_hidden()
    await screen.button("认证我家").click()
    await expect(screen.private).to_be_visible()
    await expect(screen.group).to_be_hidden()
    assert await screen.page.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_pinned_message_stays_in_sight_above_the_chat(stage: Stage, screen: Screen) -> None:
    stage.emulator.promote(stage.emulator.only_bot, stage.group)
    card = await stage.card()
    await stage.bot.call("pinChatMessage", {"chat_id": stage.group.id, "message_id": card.message_id})
    await expect(screen.group.get_by_test_id("pinned")).to_contain_text("停车怎么改")
    for number in range(40):
        stage.emulator.say(stage.zhang, stage.group, f"闲聊 {number}")
    await expect(screen.button("1 方案A")).not_to_be_in_viewport()
    await screen.group.get_by_test_id("pinned").click()
    await expect(screen.button("1 方案A")).to_be_in_viewport()
