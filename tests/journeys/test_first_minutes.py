"""Somebody meets the bot for the first time."""

from pathlib import Path

from tests.journeys.house import House, make_settings, open_house


async def test_a_newcomer_is_greeted_and_changes_the_language(house: House) -> None:
    marina = await house.person(0)

    greeting = await marina.start()
    await marina.tap("Настройки")
    await marina.tap("Сменить язык")
    settings = await marina.tap("English")

    assert "Здравствуйте, Марина" in greeting.text
    assert "Language: English" in settings.text
    assert settings.id == greeting.id
    assert marina.toasts == ["English it is"]


async def test_everybody_is_spoken_to_in_their_own_language(house: House) -> None:
    daniel = await house.person(1)

    greeting = await daniel.start()

    assert "Hello, Daniel" in greeting.text


async def test_a_dialog_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with open_house(make_settings(tmp_path)) as house:
        marina = await house.person(0)
        await marina.start()
        shown = await marina.tap("Настройки")

    async with open_house(make_settings(tmp_path)) as house:
        marina = await house.person(0)
        after = await marina.tap("Сменить язык", shown)

    assert "На каком языке" in after.text
    assert after.id == shown.id


async def test_an_old_button_brings_a_fresh_menu(house: House) -> None:
    marina = await house.person(0)
    old = await marina.start()
    await marina.start()

    await marina.click(message_id=old.id, data="unknown\x1dsettings")
    fresh = await marina.last()

    assert marina.toasts == ["Эта кнопка устарела, вот свежее сообщение"]
    assert fresh.id > old.id
    assert "Здравствуйте" in fresh.text


async def test_a_button_that_was_not_shown_does_nothing(house: House) -> None:
    marina = await house.person(0)
    await marina.start()
    await marina.tap("Настройки")
    await marina.tap("Сменить язык")

    answer = await marina.forge("language:de")

    assert answer == "Эта кнопка устарела, вот свежее сообщение"
    assert (await marina.last()).buttons == [["Русский"], ["English"], ["Назад"]]
