"""Takes the pictures of the README from a running house: `python -m docs.pictures.shoot`.

It starts Kommuna with a fresh sandbox in a temporary folder, lets Marina take a lesson, and
photographs what she sees with Chromium, at 390 and at 1280 pixels.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Frame, Locator, Page, async_playwright

from bot.settings import read_settings
from serving import Kommuna, serving

FOLDER = Path(__file__).parent
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE, DESK = (390, 844), (1280, 800)
PATIENCE_MS = 60_000
CALM_MS = 6_000


@asynccontextmanager
async def running_house(folder: Path) -> AsyncIterator[Kommuna]:
    """A house with a sandbox on free ports."""
    environment = {
        "SANDBOX": "1",
        "PORT": "0",
        "SANDBOX_PORT": "0",
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    async with serving(read_settings(environment)) as kommuna:
        yield kommuna


async def shoot(kommuna: Kommuna, browser: Browser) -> None:
    """Take all pictures, as one story."""
    assert kommuna.sandbox is not None
    url = kommuna.sandbox.url
    desk = await open_screen(browser, url, DESK)
    await desk.get_by_role("button", name="Рядом").click()
    await desk.get_by_role("menuitemradio", name="Две колонки").click()
    marina, daniel = desk.locator(".seat").nth(0), desk.locator(".seat").nth(1)
    await take_lesson(marina)
    await open_chat(daniel)
    await daniel.get_by_role("button", name="Начать").click()
    await daniel.locator(".log").get_by_role("button", name="Courses").wait_for()
    await take(desk, "sandbox-1280")
    phone = await open_screen(browser, url, PHONE)
    await open_chat(phone)
    await take(phone, "chat-390")
    app = await open_app(phone)
    await app.get_by_role("heading", name="Сегодня").wait_for()
    await take(phone, "today-390")
    await app.get_by_role("link", name="Продолжить").click()
    await app.get_by_role("heading", name="Микрофон", level=1).wait_for()
    await take(phone, "lesson-390")


async def open_screen(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    """The sandbox's screen in a window of this size."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="ru-RU",
        color_scheme="light",
        reduced_motion="reduce",
        device_scale_factor=2 if width < 600 else 1,
    )
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(url)
    return page


async def open_chat(place: Page | Locator) -> None:
    """The conversation with the platform's bot."""
    await place.locator(".chat-row", has_text="Kommuna").first.click()
    await place.get_by_role("heading", name="Kommuna").wait_for()


async def take_lesson(place: Page | Locator) -> None:
    """Start the bot, take the first lesson, and look at the course."""
    await open_chat(place)
    await place.get_by_role("button", name="Начать").click()
    log = place.locator(".log")
    for words in ("Курсы", "Подкаст", "Начать курс", "Завершить урок"):
        await log.get_by_role("button", name=words).last.click()
    await log.get_by_text("Новый уровень").last.wait_for()
    await log.get_by_role("button", name="К курсу").last.click()
    await log.get_by_role("button", name="Продолжить урок 2").last.wait_for()


async def open_app(page: Page) -> Frame:
    """The Mini App, by the button beside the text field."""
    await page.locator(".composer").get_by_role("button", name="Открыть").click()
    element = await page.wait_for_selector(".app iframe")
    assert element is not None
    frame = await element.content_frame()
    assert frame is not None
    return frame


async def take(page: Page, name: str) -> None:
    """Wait until toasts are gone and pictures are there, and take one."""
    await page.wait_for_timeout(CALM_MS)
    await page.screenshot(path=FOLDER / f"{name}.png")
    sys.stdout.write(f"{name}.png\n")


async def main() -> None:
    """Everything from the start to the pictures."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        async with running_house(Path(folder)) as kommuna, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            await shoot(kommuna, browser)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
