import shutil

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import async_playwright

from miniapp.docs_pages import ASSETS, STATIC, add_docs_pages
from tests.miniapp.test_openapi import build_api


@pytest.fixture
async def client():
    app, api = web.Application(), build_api()
    api.attach(app)
    add_docs_pages(app, api.document())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_description_is_served_and_not_sent_twice(client):
    first = await client.get("/openapi.json")
    second = await client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (await first.json())["openapi"] == "3.1.0"
    assert second.status == 304


@pytest.mark.parametrize("path", ["/docs", "/docs/", "/redoc", "/redoc/"])
async def test_the_pages_ask_no_other_host(client, path):
    response = await client.get(path)

    text = await response.text()
    policy = response.headers["Content-Security-Policy"]
    assert "http" not in text
    assert "http" not in policy
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("asset", ASSETS)
async def test_every_asset_is_there(client, asset):
    response = await client.get(f"/docs/assets/{asset}")

    assert response.status == 200
    assert len(await response.read()) > 100


@pytest.mark.parametrize("asset", ["LICENSE", "..%2f..%2fapp.py", "x.js"])
async def test_nothing_else_is_served_as_an_asset(client, asset):
    assert (await client.get(f"/docs/assets/{asset}")).status == 404


@pytest.mark.parametrize("package", ["swagger-ui", "redoc"])
def test_what_was_taken_over_has_its_licence(package):
    assert (STATIC / "vendor" / package / "LICENSE").is_file()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_the_pages_show_the_operations_in_a_browser(client, path):
    async with async_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = await browser.new_page()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        await page.goto(str(client.make_url(path)))

        await (
            page.get_by_text("Create a course")
            .locator("visible=true")
            .first.wait_for(timeout=20_000)
        )

        await browser.close()
    foreign = {one for one in asked if "127.0.0.1" not in one and one.startswith("http")}
    # ReDoc tries its logo, and the policy refuses before anything is sent.
    assert foreign <= {"https://cdn.redoc.ly/redoc/logo-mini.svg"}
