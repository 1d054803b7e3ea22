"""The sandbox's screen in a real browser: what a person sees and does, with a real bot opposite."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputPollOption,
    InputTextMessageContent,
    KeyboardButton,
    LabeledPrice,
    MenuButtonWebApp,
    ReplyKeyboardMarkup,
    WebAppInfo,
)
from aiohttp import web
from playwright.async_api import async_playwright, expect

from tests.sandbox.conftest import DANIEL, MARINA, VERA, make_bot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page, WebSocketRoute

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOST_SCRIPT = Path(__file__).parents[2] / "miniapp/static/js/telegram-web-app.js"
APP_PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>App</title>
<script src="/telegram-web-app.js"></script></head><body><h1>Приложение</h1></body></html>"""


@dataclass
class Screens:
    """Opens the screen; complaints of its scripts fail the test at the end."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)

    async def open(self, width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            **{"locale": "ru-RU", "color_scheme": "light", **options},
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        await page.goto(self.url)
        await expect(page.locator(".face").first).to_be_visible()
        return page


@pytest.fixture
async def screens(sandbox) -> AsyncIterator[Screens]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        screens = Screens(browser, sandbox.url)
        yield screens
        await browser.close()
    assert screens.complaints == []


@pytest.fixture
async def app_url() -> AsyncIterator[str]:
    """Serve a Mini App at an origin of its own, as in life."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=APP_PAGE, content_type="text/html")

    async def script(_: web.Request) -> web.FileResponse:
        return web.FileResponse(HOST_SCRIPT)

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/telegram-web-app.js", script)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


def inline(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])


async def open_chat(page: Page, title: str = "Kommuna") -> None:
    await page.locator(".chat-row", has_text=title).first.click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()


async def launch(page: Page, bot, hands, sandbox, app_url: str) -> Any:
    """Open the app from a button below a message; return its frame."""
    await meet(bot, hands, sandbox)
    button = InlineKeyboardButton(text="Открыть", web_app=WebAppInfo(url=app_url))
    await bot.send_message(MARINA, "Вот приложение", reply_markup=inline(button))
    await open_chat(page)
    await page.get_by_role("button", name="Открыть").click()
    frame = await frame_of(page)
    await frame.evaluate("Telegram.WebApp.ready()")
    return frame


async def frame_of(page: Page) -> Any:
    element = await page.wait_for_selector(".app iframe")
    assert element is not None
    frame = await element.content_frame()
    assert frame is not None
    await frame.wait_for_function("window.Telegram?.WebApp")
    return frame


async def heard(bot, kind: str) -> Any:
    """Wait until the bot gets something of this kind; what came before is done with."""
    offset = None
    async with asyncio.timeout(10):
        while True:
            for update in await bot.get_updates(timeout=5, offset=offset):
                offset = update.update_id + 1
                if getattr(update, kind):
                    await bot.get_updates(offset=offset)
                    return getattr(update, kind)


async def meet(bot, hands, sandbox) -> None:
    """Marina has started the bot, and the bot knows it."""
    await hands.start(MARINA, sandbox.bot_id)
    await heard(bot, "message")


# Messages -------------------------------------------------------------------------------------


async def test_a_person_starts_a_bot_and_reads_its_formatted_answer(screens, bot):
    page = await screens.open()
    await open_chat(page)

    await page.get_by_role("button", name="Начать").click()
    message = await heard(bot, "message")
    await message.answer(
        "<b>Жирно</b>, <code>код</code>, <tg-spoiler>тайна</tg-spoiler>", parse_mode="HTML"
    )

    bubble = page.locator(".bubble", has_text="Жирно")
    await expect(bubble.locator("b")).to_have_text("Жирно")
    await expect(bubble.locator("code")).to_have_text("код")
    await expect(bubble.get_by_text("тайна")).to_be_hidden()
    await bubble.get_by_role("button", name="Показать скрытый текст").click()
    await expect(bubble.get_by_text("тайна")).to_be_visible()


async def test_words_of_a_bot_never_become_markup(screens, bot, hands, sandbox):
    page = await screens.open()
    await meet(bot, hands, sandbox)
    text = "<img src=x onerror=\"document.title='broken'\">"

    await bot.send_message(MARINA, text, reply_markup=inline(_callback(text)))
    await open_chat(page)

    await expect(page.locator(".bubble", has_text="onerror")).to_have_text(re.compile("<img src"))
    assert await page.locator(".log img").count() == 0
    assert await page.title() == "Песочница"


async def test_a_button_is_busy_until_the_bot_answers(screens, bot, hands, sandbox):
    page = await screens.open()
    await meet(bot, hands, sandbox)
    await bot.send_message(MARINA, "Урок", reply_markup=inline(_callback("Дальше")))
    await open_chat(page)
    button = page.get_by_role("button", name="Дальше")

    await button.click()

    await expect(button).to_have_attribute("aria-busy", "true")
    query = await heard(bot, "callback_query")
    await query.answer("Урок открыт")
    await expect(page.get_by_role("status").filter(has_text="Урок открыт")).to_be_visible()
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_a_bot_is_seen_typing_until_it_writes(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    page = await screens.open()
    await open_chat(page)
    status = page.locator(".room-head .sub")

    await bot.send_chat_action(MARINA, "typing")
    await expect(status).to_have_text("печатает…")
    await bot.send_message(MARINA, "Вот")

    await expect(status).to_have_text("бот")


async def test_an_alert_waits_for_the_person(screens, bot, hands, sandbox):
    page = await screens.open()
    await meet(bot, hands, sandbox)
    await bot.send_message(MARINA, "Урок", reply_markup=inline(_callback("Дальше")))
    await open_chat(page)
    await page.get_by_role("button", name="Дальше").click()
    query = await heard(bot, "callback_query")

    await query.answer("Сначала пройдите тест", show_alert=True)

    alert = page.get_by_role("dialog")
    await expect(alert).to_contain_text("Сначала пройдите тест")
    await page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)


async def test_edits_and_deletions_are_seen_at_once(screens, bot, hands, sandbox):
    page = await screens.open()
    await meet(bot, hands, sandbox)
    first = await bot.send_message(MARINA, "Старые слова")
    second = await bot.send_message(MARINA, "Лишнее")
    await open_chat(page)

    await first.edit_text("Новые слова")
    await second.delete()

    await expect(page.locator(".msg", has_text="Новые слова")).to_contain_text("изменено")
    await expect(page.get_by_text("Старые слова")).to_have_count(0)
    await expect(page.locator(".log").get_by_text("Лишнее")).to_have_count(0)


async def test_a_person_answers_a_message(screens, bot, hands, sandbox):
    page = await screens.open()
    await meet(bot, hands, sandbox)
    asked = await bot.send_message(MARINA, "Как вас зовут?")
    await open_chat(page)

    await page.locator(".msg", has_text="Как вас зовут?").dblclick()
    await page.get_by_role("textbox", name="Сообщение").fill("Марина\nСоколова")
    await page.keyboard.press("Enter")

    message = await heard(bot, "message")
    assert message.text == "Марина\nСоколова"
    assert message.reply_to_message.message_id == asked.message_id
    await expect(page.locator(".msg.out .quote")).to_contain_text("Как вас зовут?")


async def test_a_command_is_suggested_and_sent_with_the_keyboard(screens, bot, hands, sandbox):
    await bot.set_my_commands(
        [
            BotCommand(command="courses", description="Мои курсы"),
            BotCommand(command="events", description="События"),
        ]
    )
    await meet(bot, hands, sandbox)
    page = await screens.open()
    await open_chat(page)

    await page.get_by_role("textbox", name="Сообщение").press_sequentially("/e")
    await expect(page.get_by_role("option")).to_have_text(["/eventsСобытия"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    assert (await heard(bot, "message")).text == "/events"


async def test_a_reply_keyboard_sends_words_and_the_number(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    rows = [[KeyboardButton(text="Мои билеты"), KeyboardButton(text="Номер", request_contact=True)]]
    keyboard = ReplyKeyboardMarkup(keyboard=rows)
    await bot.send_message(MARINA, "Выберите", reply_markup=keyboard)
    page = await screens.open()
    await open_chat(page)

    await page.get_by_role("button", name="Мои билеты").click()
    words = await heard(bot, "message")
    await page.get_by_role("button", name="Номер").click()
    await page.get_by_role("button", name="Поделиться").click()
    shared = await heard(bot, "message")

    assert words.text == "Мои билеты"
    assert shared.contact.user_id == MARINA


async def test_a_picture_is_sent_with_its_caption(screens, bot, hands, sandbox, png):
    await meet(bot, hands, sandbox)
    page = await screens.open()
    await open_chat(page)

    picture = {"name": "room.png", "mimeType": "image/png", "buffer": png}
    await page.locator("input[type=file]").set_input_files(picture)
    await page.get_by_role("textbox", name="Сообщение").fill("Студия")
    await page.get_by_role("button", name="Отправить", exact=True).click()

    message = await heard(bot, "message")
    assert (message.caption, message.photo[-1].width) == ("Студия", 4)
    shown = page.get_by_role("img", name="Студия")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 4


async def test_two_people_side_by_side_talk_in_a_group(screens, hands):
    group = {"title": "Разбор", "type": "supergroup", "owner": MARINA, "members": [DANIEL, VERA]}
    await hands.post("/groups", group)
    page = await screens.open()
    await page.get_by_role("button", name="Рядом").click()
    await page.get_by_role("menuitemradio", name="Две колонки").click()
    left, right = (page.locator(f"[data-person='{who}'].seat") for who in (MARINA, DANIEL))
    for seat in (left, right):
        await seat.locator(".chat-row", has_text="Разбор").click()

    await left.get_by_role("textbox", name="Сообщение").fill("Всем привет")
    await left.get_by_role("textbox", name="Сообщение").press("Enter")

    heard = right.locator(".msg", has_text="Всем привет")
    await expect(heard.locator(".author")).to_have_text("Марина Соколова")
    await expect(left.locator(".msg.out", has_text="Всем привет")).to_be_visible()
    await expect(page.get_by_role("button", name="Вера Ким, ")).to_contain_text(re.compile(r"\d"))


async def test_missed_messages_come_when_the_line_is_back(screens, bot, hands, sandbox):
    cut: dict[str, Any] = {"now": False, "lines": []}

    async def line(socket: WebSocketRoute) -> None:
        if cut["now"]:
            await socket.close()
            return
        socket.connect_to_server()
        cut["lines"].append(socket)

    page = await screens.open()
    await page.route_web_socket(re.compile("/live$"), line)
    await page.reload()
    await meet(bot, hands, sandbox)
    await open_chat(page)
    await expect(page.locator(".msg.out")).to_have_count(1)

    cut["now"] = True
    for socket in cut["lines"]:
        await socket.close()
    await expect(page.get_by_text("Связи с песочницей нет")).to_be_visible()
    await bot.send_message(MARINA, "Пока вас не было")
    await expect(page.get_by_text("Пока вас не было")).to_have_count(0)
    cut["now"] = False

    await expect(page.locator(".msg", has_text="Пока вас не было")).to_be_visible()
    await expect(page.get_by_text("Связи с песочницей нет")).to_be_hidden()


async def test_a_deep_link_waits_for_the_start_button(screens, bot):
    page = await screens.open()

    await page.get_by_role("searchbox").fill("https://t.me/kommuna_demo_bot?start=course_7")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Начать").click()

    assert (await heard(bot, "message")).text == "/start course_7"


async def test_a_link_in_a_message_stays_inside_but_a_foreign_one_asks(
    screens, bot, hands, sandbox
):
    page = await screens.open()
    await meet(bot, hands, sandbox)
    text = '<a href="https://t.me/kommuna_demo_bot?start=x">наш</a>, '
    text += '<a href="https://example.org/">чужой</a>'
    await bot.send_message(MARINA, text, parse_mode="HTML")
    await open_chat(page)

    await page.get_by_role("link", name="наш").click()
    await expect(page.get_by_role("button", name="Начать")).to_be_visible()
    await page.get_by_role("link", name="чужой").click()

    await expect(page.get_by_role("dialog")).to_contain_text("https://example.org/")
    assert len(page.context.pages) == 1


async def test_a_new_bot_gets_a_token_that_works(screens, sandbox):
    page = await screens.open()
    await page.get_by_role("button", name="Создать").click()
    await page.get_by_role("menuitem", name="Новый бот").click()
    await page.get_by_label("Имя бота").fill("Проба")
    await page.get_by_label("Юзернейм").fill("проба")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Юзернейм")).to_have_attribute("aria-invalid", "true")

    await page.get_by_label("Юзернейм").fill("proba_bot")
    await page.keyboard.press("Enter")
    token = await page.get_by_label("Токен").input_value()

    new = make_bot(sandbox, token)
    assert (await new.get_me()).username == "proba_bot"
    await new.session.close()


async def test_a_blocked_bot_is_unblocked_by_a_button(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    page = await screens.open()
    await open_chat(page)

    await page.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Заблокировать бота").click()
    unblock = page.get_by_role("button", name="Разблокировать бота")
    await expect(unblock).to_be_visible()
    assert (await hands.chat(MARINA, sandbox.bot_id))["blocked"]
    await unblock.click()

    await expect(page.get_by_role("textbox", name="Сообщение")).to_be_visible()


async def test_a_reader_of_a_channel_sees_that_only_administrators_write(screens, hands):
    channel = {"title": "Новости", "type": "channel", "owner": MARINA, "members": [DANIEL]}
    await hands.post("/groups", channel)
    page = await screens.open()
    await open_chat(page, "Новости")
    await expect(page.get_by_role("textbox", name="Сообщение")).to_be_visible()

    await page.get_by_role("button", name="Daniel Hart").click()
    await open_chat(page, "Новости")

    await expect(page.get_by_text("В канал пишут только его администраторы")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Сообщение")).to_have_count(0)


async def test_a_person_edits_and_marks_messages(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    await hands.write(MARINA, sandbox.bot_id, "Опечатка")
    page = await screens.open()
    await open_chat(page)
    own = page.locator(".msg.out", has_text="Опечатка")

    await own.hover()
    await own.get_by_role("button", name="Что сделать с сообщением").click()
    await page.get_by_role("menuitemradio", name="Реакция 🔥").click()
    await expect(page.get_by_role("button", name="🔥, реакций: 1")).to_be_visible()
    await page.get_by_role("textbox", name="Сообщение").press("ArrowUp")
    await page.get_by_role("textbox", name="Сообщение").fill("Слово")
    await page.keyboard.press("Enter")

    await expect(page.locator(".msg.out", has_text="Слово")).to_contain_text("изменено")
    assert (await heard(bot, "edited_message")).text == "Слово"


async def test_stars_pay_an_invoice_when_the_bot_agrees(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    await bot.send_invoice(MARINA, "Курс", "Всё сразу", "c1", "XTR", [_price(250)])
    page = await screens.open()
    await open_chat(page)

    await page.locator(".msg:has(.invoice) .inline-kb button").click()
    await page.get_by_role("button", name="Заплатить 250 звёзд").click()
    query = await heard(bot, "pre_checkout_query")
    await query.answer(ok=True)

    await expect(page.locator(".service", has_text="Вы заплатили 250 звёзд")).to_be_visible()


async def test_inline_results_are_offered_while_one_types(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    page = await screens.open()
    await open_chat(page)
    content = InputTextMessageContent(message_text="Найдено: шум")
    article = InlineQueryResultArticle(id="1", title="Шум", input_message_content=content)

    await page.get_by_role("textbox", name="Сообщение").fill("@kommuna_demo_bot шум")
    query = await heard(bot, "inline_query")
    await query.answer([article])
    await page.get_by_role("option", name="Шум").click()

    sent = page.locator(".msg.out", has_text="Найдено: шум")
    await expect(sent).to_contain_text("через @kommuna_demo_bot")


async def test_an_album_is_one_bubble_and_a_quiz_shows_the_right_answer(
    screens, bot, hands, sandbox, png
):
    await meet(bot, hands, sandbox)
    pictures = [
        InputMediaPhoto(media=BufferedInputFile(png, f"{n}.png"), caption="Студия" if n else None)
        for n in range(2)
    ]
    await bot.send_media_group(MARINA, pictures)
    options = [InputPollOption(text="Гул сети"), InputPollOption(text="Шипение")]
    await bot.send_poll(MARINA, "Что слышно?", options, type="quiz", correct_option_ids=[0])
    page = await screens.open()
    await open_chat(page)

    await page.get_by_label("Шипение").click()

    await expect(page.locator(".album img")).to_have_count(2)
    await expect(page.locator(".poll-result.right")).to_contain_text("Гул сети")
    await expect(page.locator(".poll-result.wrong")).to_contain_text("Шипение")


# The Mini App --------------------------------------------------------------------------------


async def test_an_app_knows_who_opened_it_and_how_it_looks(screens, bot, hands, sandbox, app_url):
    page = await screens.open()

    frame = await launch(page, bot, hands, sandbox, app_url)

    user = await frame.evaluate("Telegram.WebApp.initDataUnsafe.user")
    assert (user["id"], user["first_name"]) == (MARINA, "Марина")
    assert await frame.evaluate("Telegram.WebApp.colorScheme") == "light"
    await page.get_by_role("button", name="Тёмная тема").click()
    await frame.wait_for_function("Telegram.WebApp.colorScheme === 'dark'")
    style = "getComputedStyle(document.documentElement).getPropertyValue('--tg-theme-bg-color')"
    assert await frame.evaluate(style) == "#17212b"
    height = await frame.evaluate("[Telegram.WebApp.viewportStableHeight, innerHeight]")
    assert height[0] == pytest.approx(height[1], abs=1)


async def test_the_host_draws_the_buttons_of_an_app(screens, bot, hands, sandbox, app_url):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)

    await frame.evaluate(
        """() => {
          const app = Telegram.WebApp;
          window.pressed = [];
          app.MainButton.setText('Продолжить').show().onClick(() => pressed.push('main'));
          app.SecondaryButton.setText('Позже').show().onClick(() => pressed.push('secondary'));
          app.BackButton.show().onClick(() => pressed.push('back'));
        }"""
    )
    for name in ("Продолжить", "Позже", "Назад"):
        await page.locator(".app").get_by_role("button", name=name).click()

    await frame.wait_for_function("pressed.length === 3")
    assert await frame.evaluate("pressed") == ["main", "secondary", "back"]
    await frame.evaluate("Telegram.WebApp.MainButton.showProgress()")
    await expect(page.get_by_role("button", name="Продолжить")).to_be_disabled()


async def test_a_popup_tells_which_button_was_pressed(screens, bot, hands, sandbox, app_url):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)
    ask = "() => { Telegram.WebApp.showConfirm('Удалить?', (yes) => { window.answer = yes; }); }"

    await frame.evaluate(ask)
    await page.get_by_role("dialog").get_by_role("button", name="Ок").click()
    await frame.wait_for_function("window.answer === true")
    await frame.evaluate(ask)
    await page.keyboard.press("Escape")

    await frame.wait_for_function("window.answer === false")


async def test_the_cloud_keeps_values_between_launches(screens, bot, hands, sandbox, app_url):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)
    keep = "new Promise(r => Telegram.WebApp.CloudStorage.setItem('k', 'v', (e, x) => r([e, x])))"
    read = "new Promise(r => Telegram.WebApp.CloudStorage.getItem('k', (e, x) => r([e, x])))"

    kept = await frame.evaluate(keep)
    await page.locator(".app").get_by_role("button", name="Закрыть").click()
    await expect(page.locator(".app")).to_have_count(0)
    await page.get_by_role("button", name="Открыть").click()

    assert kept == [None, True]
    assert await (await frame_of(page)).evaluate(read) == [None, "v"]


async def test_only_the_frame_itself_is_obeyed(screens, bot, hands, sandbox, app_url):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)
    close = json.dumps({"eventType": "web_app_close", "eventData": ""})

    await page.evaluate("message => window.postMessage(message, '*')", close)
    await page.evaluate("() => new Promise(done => setTimeout(done, 50))")
    await expect(page.locator(".app")).to_be_visible()
    await frame.evaluate("message => parent.postMessage(message, '*')", close)

    await expect(page.locator(".app")).to_have_count(0)


async def test_closing_is_confirmed_when_the_app_asked_for_it(
    screens, bot, hands, sandbox, app_url
):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)
    await frame.evaluate("Telegram.WebApp.enableClosingConfirmation()")
    close = page.locator(".app-leave")

    await close.click()
    await page.get_by_role("button", name="Отмена").click()
    await expect(page.locator(".app")).to_be_visible()
    await close.click()
    await page.get_by_role("dialog").get_by_role("button", name="Закрыть").click()

    await expect(page.locator(".app")).to_have_count(0)


async def test_a_typed_code_reaches_the_scanner_until_it_is_taken(
    screens, bot, hands, sandbox, app_url
):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)
    await frame.evaluate(
        """() => {
          window.read = [];
          Telegram.WebApp.showScanQrPopup({}, (text) => (read.push(text), text === 'билет'));
        }"""
    )

    await page.get_by_label("Текст кода").fill("что-то")
    await page.keyboard.press("Enter")
    await frame.wait_for_function("read.length === 1")
    await page.get_by_label("Текст кода").fill("билет")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await frame.evaluate("read") == ["что-то", "билет"]


async def test_an_app_may_ask_for_the_number_and_for_writing(screens, bot, hands, sandbox, app_url):
    page = await screens.open()
    frame = await launch(page, bot, hands, sandbox, app_url)

    await frame.evaluate(
        "() => { Telegram.WebApp.requestContact((ok, got) => { window.got = [ok, got]; }); }"
    )
    await page.get_by_role("button", name="Поделиться").click()
    await frame.wait_for_function("window.got")
    await frame.evaluate(
        "() => { Telegram.WebApp.requestWriteAccess((ok) => { window.may = ok; }); }"
    )
    await page.get_by_role("button", name="Отмена").click()

    await frame.wait_for_function("window.may === false")
    sent, answer = await frame.evaluate("got")
    assert sent
    assert answer["responseUnsafe"]["contact"]["user_id"] == MARINA
    assert "hash=" in answer["response"]


async def test_data_of_a_keyboard_app_reach_the_bot(screens, bot, hands, sandbox, app_url):
    await meet(bot, hands, sandbox)
    button = KeyboardButton(text="Выбрать место", web_app=WebAppInfo(url=app_url))
    keyboard = ReplyKeyboardMarkup(keyboard=[[button]])
    await bot.send_message(MARINA, "Зал", reply_markup=keyboard)
    page = await screens.open()
    await open_chat(page)
    await page.get_by_role("button", name="Выбрать место").click()
    frame = await frame_of(page)

    await frame.evaluate("Telegram.WebApp.sendData('место 12')")

    await expect(page.locator(".app")).to_have_count(0)
    data = (await heard(bot, "message")).web_app_data
    assert (data.data, data.button_text) == ("место 12", "Выбрать место")


async def test_a_direct_link_gives_the_app_its_start_parameter(screens, bot, app_url):
    menu = MenuButtonWebApp(text="Приложение", web_app=WebAppInfo(url=app_url))
    await bot.set_chat_menu_button(menu_button=menu)
    page = await screens.open()

    await page.get_by_role("searchbox").fill("https://t.me/kommuna_demo_bot?startapp=course_7")
    await page.keyboard.press("Enter")
    frame = await frame_of(page)

    assert await frame.evaluate("Telegram.WebApp.initDataUnsafe.start_param") == "course_7"


async def test_the_stand_in_is_harmless_outside_telegram(screens, app_url):
    page = await screens.browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))

    await page.goto(app_url)
    state = await page.evaluate(
        """() => {
          const app = Telegram.WebApp;
          app.ready();
          app.MainButton.setText('Дальше').show();
          const versions = ['8.0', '10.1'].map((version) => app.isVersionAtLeast(version));
          return [app.initData, app.platform, ...versions];
        }"""
    )

    assert state == ["", "unknown", True, False]
    assert said == []


# The screen itself ---------------------------------------------------------------------------


async def test_on_a_phone_one_thing_is_seen_at_a_time(screens, bot, hands, sandbox):
    await meet(bot, hands, sandbox)
    long_word = "Непрерывность" * 12
    await bot.send_message(MARINA, long_word, reply_markup=inline(_callback("Кнопка " * 8)))
    page = await screens.open(width=320, height=700, has_touch=True)
    await open_chat(page)

    await expect(page.get_by_role("searchbox")).to_be_hidden()
    await expect(page.locator(".msg", has_text=long_word)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    assert await page.locator(".log").evaluate("log => log.scrollWidth <= log.clientWidth")
    await page.get_by_role("button", name="К чатам").click()

    await expect(page.get_by_role("searchbox")).to_be_visible()


async def test_the_screen_speaks_english_and_remembers_it(screens):
    page = await screens.open()

    await page.get_by_role("button", name="Switch to English").click()
    await expect(page.get_by_role("heading", name="Sandbox")).to_be_visible()
    await page.reload()

    await expect(page.get_by_role("searchbox", name="Search or a t.me link")).to_be_visible()
    assert await page.get_attribute("html", "lang") == "en"


async def test_a_reload_comes_back_to_the_same_people_and_chats(screens, hands):
    await hands.post("/groups", {"title": "Разбор", "owner": MARINA, "members": [DANIEL]})
    page = await screens.open()
    await page.get_by_role("button", name="Рядом").click()
    await page.get_by_role("menuitemradio", name="Две колонки").click()
    await page.locator(".seat").last.locator(".chat-row", has_text="Разбор").click()
    await expect(page.get_by_role("heading", name="Разбор")).to_be_visible()

    await page.reload()

    again = page.locator(f"[data-person='{DANIEL}'].seat")
    await expect(again.get_by_role("heading", name="Разбор")).to_be_visible()
    await expect(page.locator(".seat")).to_have_count(2)


async def test_both_dictionaries_have_the_same_words(screens):
    page = await screens.open()

    missing = await page.evaluate(
        """async () => {
          const { ru } = await import('/screen/js/words/ru.js');
          const { en } = await import('/screen/js/words/en.js');
          const names = (words) => new Set(Object.keys(words));
          const holes = (text) => (JSON.stringify(text).match(/\\{\\w+\\}/g) ?? []);
          const kinds = (text) => [...new Set(holes(text))].sort().join();
          return [...names(ru).symmetricDifference(names(en)),
            ...Object.keys(ru).filter((key) => kinds(ru[key]) !== kinds(en[key]))];
        }"""
    )

    assert missing == []


def _price(amount: int) -> LabeledPrice:
    return LabeledPrice(label="Курс", amount=amount)


def _callback(text: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data="press")
