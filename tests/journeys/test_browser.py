"""The whole first story, told in a browser: the chat, the Mini App, one progress, a restart."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Page, async_playwright, expect

from models import Question
from models.base import everywhere
from tests.journeys.house import House, make_settings, open_house

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAST = re.compile("Пройти|Завершить")


class Chat:
    """The conversation with the bot on the sandbox's screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        await self.page.goto(url)
        await self.page.locator(".chat-row", has_text="Kommuna").first.click()

    async def tap(self, words: str) -> None:
        """Tap the newest button with these words; wait until a new state is shown."""
        log = self.page.locator(".log")
        before = await log.inner_text()
        name = spaced(words)
        await log.get_by_role("button", name=name).last.click()
        await expect(log).not_to_have_text(before, use_inner_text=True)
        await expect(log.locator("[aria-busy=true]")).to_have_count(0)
        await expect(log).not_to_have_text(before, use_inner_text=True)

    async def see(self, words: str) -> None:
        await expect(self.page.locator(".bubble").last).to_contain_text(words)

    async def offers(self, words: str) -> bool:
        """Whether the newest keyboard has such a button once the bot has answered."""
        name = spaced(words)
        return await self.page.locator(".log").get_by_role("button", name=name).count() > 0


def spaced(words: str) -> re.Pattern[str]:
    """These words with any kind of space between them."""
    return re.compile(r"\s".join(re.escape(word) for word in words.split()))


async def read_answers() -> dict[str, list[str]]:
    """The right options of every question, by its text."""
    with everywhere():
        questions = await Question.all()
    return {
        question.text: [
            option["text"] for option in question.options if option["id"] in question.correct
        ]
        for question in questions
    }


@asynccontextmanager
async def browser_page() -> AsyncIterator[Page]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = await browser.new_page(locale="ru-RU", viewport={"width": 1280, "height": 900})
        page.set_default_timeout(15_000)
        yield page
        await browser.close()


async def take_lesson_in_chat(chat: Chat) -> None:
    """From the lesson's first page to the button that ends it."""
    later = chat.page.locator(".log").get_by_role("button", name="Дальше")
    last = chat.page.locator(".log").get_by_role("button", name=LAST)
    while True:
        await expect(later.or_(last).first).to_be_visible()
        if await last.count():
            return
        await chat.tap("Дальше")


async def answer_quiz_in_chat(chat: Chat) -> None:
    """Answer every question rightly, as their texts stand in the chat."""
    answers = await read_answers()
    await chat.tap("Пройти тест")
    while True:
        await chat.see("Вопрос")
        shown = await chat.page.locator(".bubble").last.inner_text()
        right = next(right for text, right in answers.items() if text in shown)
        for option in right:
            await chat.tap(option[:20])
        if "Отметьте" in shown:
            await chat.tap("Ответить")
        await chat.see("Верно")
        if not await chat.offers("Следующий вопрос"):
            break
        await chat.tap("Следующий вопрос")
    await chat.tap("Показать результат")
    await chat.see("Тест пройден")


async def finish_in_app(page: Page) -> None:
    """Take every lesson that is left in the Mini App, with Telegram's main button."""
    app = page.frame_locator("iframe")
    answers = await read_answers()
    main = page.locator(".app-foot").get_by_role("button")
    await app.get_by_role("link", name=re.compile("Продолжить")).first.click()
    while True:
        await expect(main.last).to_have_text(
            re.compile("Завершить урок|Пройти тест|К курсу|Следующий урок")
        )
        words = await main.last.inner_text()
        title = await app.locator("h1").inner_text()
        if "К курсу" in words:
            return
        await main.last.click()
        if "тест" in words:
            await answer_quiz_in_app(app, page, answers)
        else:
            await expect(app.locator("h1")).not_to_have_text(title)
            if await app.get_by_text("Курс пройден").count():
                return


async def answer_quiz_in_app(app: FrameLocator, page: Page, answers: dict[str, list[str]]) -> None:
    main = page.locator(".app-foot").get_by_role("button")
    await expect(main.last).to_have_text("Начать тест")
    await main.last.click()
    while True:
        await expect(app.locator("h1")).to_have_text(re.compile("|".join(map(re.escape, answers))))
        question = await app.locator("h1").inner_text()
        for option in answers[question]:
            await app.get_by_label(option, exact=True).check()
        await main.last.click()
        await expect(main.last).to_have_text(re.compile("Следующий вопрос|Узнать результат"))
        is_last = "результат" in await main.last.inner_text()
        await main.last.click()
        if is_last:
            await expect(app.get_by_text("Тест пройден")).to_be_visible()
            return
        await expect(app.locator("h1")).not_to_have_text(question)


async def open_app(page: Page) -> None:
    await page.get_by_role("button", name="Открыть", exact=True).click()


async def take_first_lessons_in_chat(chat: Chat) -> None:
    """Start, the demo course, its first lesson, the second with its quiz."""
    await chat.page.get_by_role("button", name="Начать").click()
    await chat.see("Здравствуйте, Марина")
    await chat.tap("Курсы")
    await chat.tap("Подкаст с нуля")
    await chat.tap("Начать курс")
    await take_lesson_in_chat(chat)
    await chat.tap("Завершить урок")
    await take_lesson_in_chat(chat)
    await answer_quiz_in_chat(chat)
    await chat.tap("Завершить урок")


async def test_a_course_begun_in_the_chat_is_finished_in_the_app(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    async with browser_page() as page:
        async with open_house(settings) as house:
            chat = Chat(page)
            await chat.open(house.sandbox_url)
            await take_first_lessons_in_chat(chat)
            await see_progress_in_app(page, house)
            await finish_in_app(page)
            await leave_app(page)
            await chat.page.get_by_role("textbox", name="Сообщение").fill("/courses")
            await page.keyboard.press("Enter")
            await chat.see("Курсы")
            await expect(
                page.locator(".log").get_by_role("button", name="Подкаст с нуля · пройден")
            ).to_be_visible()

        async with open_house(settings) as house:
            await chat.open(house.sandbox_url)
            await chat.tap("Подкаст с нуля")
            await chat.see("Курс пройден")


async def leave_app(page: Page) -> None:
    """Back, page by page, and then close, as Telegram's own button does."""
    close = page.get_by_role("button", name="Закрыть")
    while not await close.count():
        app = page.frame_locator("iframe")
        title = await app.locator("h1").inner_text()
        await page.locator(".app-head, header").get_by_role("button", name="Назад").last.click()
        await expect(app.locator("h1")).not_to_have_text(title)
    await close.click()


async def see_progress_in_app(page: Page, house: House) -> None:
    """Two lessons of six, told by the page as by the chat."""
    await open_app(page)
    app = page.frame_locator("iframe")
    await expect(app.locator("h1")).to_have_text("Сегодня")
    await expect(app.get_by_text(re.compile(r"Пройдено 33\s%"))).to_be_visible()
