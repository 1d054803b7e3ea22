"""Launch data of Mini Apps."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MenuButtonWebApp, WebAppInfo
from aiogram.utils.web_app import safe_parse_webapp_init_data
from aiogram.utils.web_app_signature import check_webapp_signature

MARINA = 9 * 10**15 + 1


async def test_launch_data_pass_the_checks_of_aiogram(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)

    told = await hands.post(f"/people/{MARINA}/init-data", {"bot_id": sandbox.bot_id})

    data = safe_parse_webapp_init_data(bot.token, told["init_data"])
    assert data.user is not None
    assert (data.user.id, data.user.language_code) == (MARINA, "ru")
    assert data.user.allows_write_to_pm
    key = sandbox.public_key
    assert check_webapp_signature(sandbox.bot_id, told["init_data"], key)
    with pytest.raises(ValueError, match="Invalid init data signature"):
        safe_parse_webapp_init_data(bot.token, told["init_data"].replace("ru", "en"))


async def test_apps_are_launched_from_button_menu_and_link(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    app = WebAppInfo(url="http://127.0.0.1:8080/app?a=1")
    button = InlineKeyboardButton(text="Open", web_app=app)
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    sent = await bot.send_message(MARINA, "app", reply_markup=markup)
    await bot.set_chat_menu_button(menu_button=MenuButtonWebApp(text="App", web_app=app))
    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/launch"

    pressed = await hands.post(path, {"message_id": sent.message_id, "row": 0, "column": 0})
    menu = await hands.post(path, {"menu": True})
    link = await hands.post(path, {"startapp": "lesson_3"})

    for launched in (pressed, menu, link):
        parts = urlsplit(launched["url"])
        fragment = parse_qs(parts.fragment)
        data = safe_parse_webapp_init_data(bot.token, fragment["tgWebAppData"][0])
        assert data.user is not None
        assert data.user.id == MARINA
        assert parts.path == "/app"
    assert data.start_param == "lesson_3"
    assert "tgWebAppStartParam=lesson_3" in urlsplit(link["url"]).query
    chat = await hands.chat(MARINA, sandbox.bot_id)
    assert chat["menu_button"] == {"type": "web_app", "text": "App", "url": app.url}


async def test_an_app_keeps_values_for_each_person(hands, sandbox):
    async def invoke(method, **params):
        body = {"bot_id": sandbox.bot_id, "method": method, "params": params}
        return (await hands.post(f"/people/{MARINA}/invoke", body))["result"]

    assert await invoke("saveStorageValue", key="theme", value="dark") is True

    assert await invoke("getStorageValues", keys=["theme", "none"]) == {"theme": "dark", "none": ""}
    assert await invoke("getStorageKeys") == ["theme"]
    assert await invoke("deleteStorageValues", keys=["theme"]) is True
    assert await invoke("getStorageKeys") == []
