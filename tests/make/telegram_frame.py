"""A browser with a page that frames the Mini App as Telegram's web client does."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Frame, Page, async_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
THEME = {"bg_color": "#ffffff", "text_color": "#000000", "secondary_bg_color": "#efeff4"}
HOST = """<!doctype html><title>Host</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100% }</style>
<iframe id="app"></iframe><script>
const frame = document.getElementById('app');
window.told = [];
window.tell = (eventType, eventData = {}) =>
  frame.contentWindow.postMessage(JSON.stringify({eventType, eventData}), '*');
addEventListener('message', ({source, data}) => {
  if (source !== frame.contentWindow) return;
  const event = JSON.parse(data);
  told.push(event);
  if (event.eventType === 'web_app_request_theme') tell('theme_changed', {theme_params: THEME});
});
</script>""".replace("THEME", json.dumps(THEME))


@dataclass
class TelegramFrame:
    """The host page with the Mini App inside."""

    page: Page
    mistakes: list[str] = field(default_factory=list)

    @property
    def app(self) -> Frame:
        """The Mini App's own document."""
        return self.page.frames[1]

    async def launch(self, url: str, init_data: str) -> None:
        """Open the Mini App anew, with fresh launch data in its address."""
        address = f"{url}#tgWebAppData={quote(init_data, safe='')}&tgWebAppVersion=9.1"
        await self.page.evaluate("url => { told.length = 0; frame.src = url; }", address)
        await self.page.wait_for_function("told.some(one => one.eventType === 'iframe_ready')")

    async def told(self, kind: str) -> Any:
        """What the Mini App said last of this kind."""
        found = await self.page.evaluate(
            "kind => told.filter(one => one.eventType === kind).map(one => one.eventData)", kind
        )
        return found[-1] if found else None

    async def press(self, button: str) -> None:
        """Press `main_button` or `back_button`."""
        await self.page.evaluate("kind => tell(kind)", f"{button}_pressed")

    async def wait_for_main_button(self, text: str) -> None:
        """Until Telegram's main button says this and can be pressed."""
        await self.page.wait_for_function(
            """text => {
              const all = told.filter(one => one.eventType === 'web_app_setup_main_button');
              const last = all.at(-1)?.eventData;
              return last?.is_visible && last.is_active && last.text === text;
            }""",
            arg=text,
        )


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@asynccontextmanager
async def open_host() -> AsyncIterator[str]:
    """The origin of a host page, another one than the Mini App's."""
    app = web.Application()

    async def serve(_: web.Request) -> web.Response:
        return web.Response(text=HOST, content_type="text/html")

    app.router.add_get("/", serve)
    async with TestServer(app) as server:
        yield f"http://localhost:{server.port}"


@asynccontextmanager
async def open_frame(browser: Browser, origin: str, **options: Any) -> AsyncIterator[TelegramFrame]:
    """A device of its own: what it stores, nobody else sees."""
    context = await browser.new_context(
        **{"viewport": {"width": 390, "height": 844}, "locale": "ru", **options}
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    frame = TelegramFrame(page)
    page.on("pageerror", lambda error: frame.mistakes.append(str(error)))
    page.on(
        "console",
        lambda line: frame.mistakes.append(line.text) if "Security Policy" in line.text else None,
    )
    await page.goto(origin)
    yield frame
    await context.close()
