"""A course taken in the chat, against a whole server and the sandbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise.backends.sqlite.client import SqliteClient

from dialogs.courses.common import bar, share_url
from dialogs.courses.pages import (
    CAPTION_LENGTH,
    TEXT_LENGTH,
    cut_html,
    paginate,
    visible_length,
    visible_text,
)
from models import Course, Lesson, Question
from models.base import everywhere, within
from services import communities, courses
from services.courses import CodeBlock, HeadingBlock, ImageBlock, QuoteBlock, TextBlock
from tests.journeys.house import House, Message, Person, make_settings, open_house
from tests.make.courses import lesson_ids, make_community, make_course

NB = "\u00a0"


@dataclass
class Reader:
    """Somebody who looks at the window of the dialog, whatever news come below it."""

    person: Person

    @property
    def toasts(self) -> list[str]:
        return self.person.toasts

    async def window(self) -> Message:
        return [message for message in await self.person.messages() if message.buttons][-1]

    async def start(self, payload: str = "") -> Message:
        before = max((message.id for message in await self.person.messages()), default=0)
        await self.person.start(payload)
        return await self.person.wait_for(
            lambda message: bool(message.buttons) and message.id > before
        )

    async def tap(self, words: str) -> Message:
        await self.person.tap(words, await self.window())
        return await self.window()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(make_settings(tmp_path)) as opened:
        yield opened


@pytest.fixture
async def anna(house: House) -> Reader:
    return Reader(await house.make_person("Анна", "ru"))


async def make_short_course() -> list[int]:
    """Two lessons, the second with a quiz of two questions; the ids of the lessons."""
    home = await communities.read_home()
    with within(home.id):
        await Course.all().delete()
    return await lesson_ids(await make_course(home, lessons=2, quizzes=(2,), slug="short"))


async def open_course(reader: Reader) -> Message:
    await reader.start()
    await reader.tap("Курсы")
    return await reader.tap("Курс short")


async def open_quiz(reader: Reader) -> Message:
    await open_course(reader)
    await reader.tap("Начать курс")
    await reader.tap("Завершить урок")
    return await reader.tap("Пройти тест")


# The whole way


async def test_a_course_is_taken_from_the_catalogue_to_the_congratulation(
    house: House, anna: Reader
) -> None:
    await make_short_course()

    course = await open_course(anna)
    assert f"2{NB}урока, 10{NB}минут." in course.text
    lesson = await anna.tap("Начать курс")
    assert lesson.text.startswith(f"Урок short 1\nУрок 1 из{NB}2, 5{NB}минут")
    await anna.tap("Завершить урок")
    assert anna.toasts == [f"Пройден 1{NB}урок из{NB}2"]
    question = await anna.tap("Пройти тест")
    assert question.text.startswith(f"Вопрос 1 из{NB}2")
    right = await anna.tap("Четыре")
    assert right.text.startswith("Верно")
    assert "RIGHT-SINGLE" in right.text
    await anna.tap("Следующий вопрос")
    await anna.tap("2")
    await anna.tap("4")
    await anna.tap("Ответить")
    passed = await anna.tap("Показать результат")
    assert passed.text.startswith(f"Тест пройден: 2 из{NB}2")
    end = await anna.tap("Завершить урок")

    assert "Курс «Курс short» пройден" in end.text
    assert end.text.count("🎉") == 1
    after = await anna.tap(f"К{NB}курсу")
    assert "▰▰▰▰▰▰▰▰▰▰ 100" in after.text
    assert "🎉" not in after.text


async def test_a_failed_quiz_is_taken_again_and_the_lesson_waits(
    house: House, anna: Reader
) -> None:
    await make_short_course()
    await open_quiz(anna)
    wrong = await anna.tap("Три")
    assert wrong.text.startswith("Неверно")
    assert "Правильный: Четыре" in wrong.text
    await anna.tap("Следующий вопрос")
    await anna.tap("1")
    await anna.tap("Ответить")

    failed = await anna.tap("Показать результат")
    assert failed.text.startswith(f"Пока не{NB}пройден: 0 из{NB}2")
    assert failed.find_button("Завершить урок") is None
    again = await anna.tap("Попробовать ещё раз")

    assert again.text.startswith(f"Вопрос 1 из{NB}2")
    assert "RIGHT" not in again.text


async def test_a_locked_lesson_says_what_comes_first(house: House, anna: Reader) -> None:
    await make_short_course()
    await open_course(anna)
    before = await anna.tap("Все уроки")

    after = await anna.tap("2. ")

    assert anna.toasts == ["Сначала пройдите урок «Урок short 1»."]
    assert after.text == before.text
    assert "▸ 1. Урок short 1" in before.text
    assert "○ 2. Урок short 2" in before.text


async def test_pictures_come_and_go_as_one_reads(house: House, anna: Reader) -> None:
    await anna.start()
    await anna.tap("Курсы")
    await anna.tap("Подкаст с нуля")
    text = await anna.tap("Начать курс")
    picture = await anna.tap("Завершить урок")
    plain = await anna.tap("Дальше")
    back = await anna.tap("Назад")

    assert [bool(m.raw.get("photo")) for m in (text, picture, plain, back)] == [
        False,
        True,
        False,
        True,
    ]
    assert (await anna.window()).id == back.id
    assert sum(bool(message.buttons) for message in await anna.person.messages()) == 1


async def test_the_menu_leads_back_to_where_one_was(house: House, anna: Reader) -> None:
    await make_short_course()
    await open_course(anna)
    await anna.tap("Начать курс")
    await anna.tap("Завершить урок")

    menu = await anna.start()
    assert menu.buttons[0] == ["Продолжить: Курс short"]
    lesson = await anna.tap("Продолжить")
    course = await anna.tap(f"К{NB}курсу")

    assert lesson.text.startswith("Урок short 2")
    assert course.text.startswith("Курс short")
    assert (await anna.tap("Назад")).buttons[0] == ["Продолжить: Курс short"]


async def test_a_quiz_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with open_house(make_settings(tmp_path)) as house:
        marina = Reader(await house.person(0))
        await make_short_course()
        await open_quiz(marina)
        await marina.tap("Четыре")
        await marina.tap("Следующий вопрос")
        await marina.tap("2")

    async with open_house(make_settings(tmp_path)) as house:
        marina = Reader(await house.person(0))
        ticked = await marina.tap("4")
        answered = await marina.tap("Ответить")

    assert ["✓ 2"] in ticked.buttons
    assert ["✓ 4"] in ticked.buttons
    assert answered.text.startswith("Верно")


async def test_english_is_spoken_to_who_speaks_it(house: House) -> None:
    await make_short_course()
    daniel = Reader(await house.make_person("Daniel", "en"))
    await daniel.start()
    await daniel.tap("Courses")

    course = await daniel.tap("Курс short")

    assert f"2 lessons, 10{NB}min." in course.text
    assert course.buttons[0] == ["Start the course"]


async def test_a_long_list_opens_where_the_next_lesson_stands(house: House, anna: Reader) -> None:
    home = await communities.read_home()
    ids = await lesson_ids(await make_course(home, lessons=14, slug="short"))
    await open_course(anna)
    await anna.tap("Начать курс")
    for _ in ids[:6]:
        await anna.tap("Завершить урок")
    await anna.tap(f"К{NB}курсу")

    second = await anna.tap("Все уроки")
    third = await anna.tap("›")
    first = await anna.tap("‹")

    assert second.buttons[-2] == ["‹", "2 из 3", "›"]
    assert "▸ 7. Урок short 7" in second.text
    assert third.buttons[-2] == ["‹", "3 из 3"]
    assert [row[0] for row in third.buttons[:2]] == ["13. Урок short 13", "14. Урок short 14"]
    assert first.text == second.text


# Doors


async def test_the_command_opens_the_courses(house: House, anna: Reader) -> None:
    await anna.start()

    shown = await anna.person.say("/courses")

    assert shown.text.startswith("Курсы")
    assert (await anna.tap("Назад")).text.startswith("Подкаст-клуб")


async def test_a_link_opens_its_course_above_the_menu(house: House, anna: Reader) -> None:
    course = await anna.start("course_podcast")

    assert course.text.startswith("Подкаст с нуля")
    assert "Здравствуйте" in (await anna.tap("Назад")).text


@pytest.mark.parametrize("payload", ["course_nothing", "course_foreign"])
async def test_a_link_to_no_course_of_ours_says_so_and_shows_the_menu(
    house: House, anna: Reader, payload: str
) -> None:
    await make_course(await make_community("other", is_home=False), slug="foreign")

    menu = await anna.start(payload)

    said = [message.text for message in await anna.person.messages() if not message.is_own]
    assert said[0].startswith("Такого курса здесь нет")
    assert menu.buttons[0] == ["Курсы"]


async def test_a_forged_lesson_or_answer_changes_nothing(house: House, anna: Reader) -> None:
    _, second = await make_short_course()
    await open_course(anna)
    lessons = await anna.tap("Все уроки")
    data = lessons.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    intent = data.split("\x1d")[0]
    foreign = await lesson_ids(
        await make_course(await make_community("other", is_home=False), slug="foreign")
    )

    for forged in (f"lesson:{foreign[0]}", "lesson:999999", "lesson:x", "next", f"option:{second}"):
        await anna.person.forge(f"{intent}\x1d{forged}", lessons)

    assert set(anna.toasts) == {"Эта кнопка устарела, вот свежее сообщение"}
    assert (await anna.window()).text == lessons.text


async def test_a_course_that_was_closed_meanwhile_is_refused_and_the_menu_still_opens(
    house: House, anna: Reader
) -> None:
    await make_short_course()
    await open_course(anna)
    with everywhere():
        await Course.filter(slug="short").update(status="draft")

    await anna.tap("Все уроки")

    assert anna.toasts == ["Такого здесь нет."]
    assert "Здравствуйте" in (await anna.start()).text


# Cost


async def test_a_tap_that_changes_nothing_costs_at_most_six_statements(
    house: House, anna: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_short_course()
    await open_quiz(anna)
    await anna.tap(f"К{NB}уроку")
    statements: list[str] = []
    for name in ("execute_query", "execute_query_dict"):
        monkeypatch.setattr(SqliteClient, name, _counting(getattr(SqliteClient, name), statements))

    costs = {}
    for button in (f"К{NB}курсу", "Все уроки", "Назад", "Назад"):
        statements.clear()
        await anna.tap(button)
        costs[button] = [sql for sql in statements if _counts(sql)]

    assert {button: len(found) for button, found in costs.items() if len(found) > 6} == {}, costs


def _counting(method: Any, statements: list[str]) -> Any:
    async def counted(self: Any, query: str, *values: Any) -> Any:
        statements.append(query)
        return await method(self, query, *values)

    return counted


def _counts(sql: str) -> bool:
    """The inbox's and the dialog state's own statements are apart."""
    return not any(table in sql for table in ("inbox_updates", "dialog_states", "handled_steps"))


# Pages

LONG = "Слово и ещё одно слово, потом точка. " * 100


def test_a_long_lesson_is_cut_between_sentences_and_nothing_is_lost() -> None:
    blocks: list[courses.Block] = [
        ImageBlock(id="i", source="demo/microphone.png", alt="Микрофон"),
        HeadingBlock(id="h", text="Глава"),
        TextBlock(id="t", markdown=f"**{LONG.strip()}**\n\nКонец"),
        ImageBlock(id="j", source="demo/waveform.png", alt="Запись"),
    ]

    pages = paginate("<b>Начало</b>", blocks)

    assert len(pages) > 3
    assert [bool(page.picture) for page in pages] == [True, *[False] * (len(pages) - 2), True]
    for page in pages:
        limit = CAPTION_LENGTH if page.picture else TEXT_LENGTH
        assert visible_length(page.html) <= limit
        assert page.html.count("<b>") == page.html.count("</b>")
    assert pages[0].html.endswith("точка.</b>")
    words = " ".join(page.html for page in pages)
    assert words.count("Слово") == LONG.count("Слово")


def test_a_lesson_without_blocks_is_its_title() -> None:
    assert [page.html for page in paginate("<b>Начало</b>", [])] == ["<b>Начало</b>"]


@given(
    st.lists(
        st.one_of(
            st.builds(
                TextBlock,
                id=st.just("t"),
                markdown=st.text("а &<>*_`#-1\n😀", min_size=1, max_size=3000),
            ),
            st.builds(QuoteBlock, id=st.just("q"), markdown=st.just(LONG)),
            st.builds(
                CodeBlock, id=st.just("c"), text=st.text("a <&\n", min_size=1, max_size=4000)
            ),
            st.just(HeadingBlock(id="h", text="Глава & <b>")),
            st.just(ImageBlock(id="i", source="demo/microphone.png", alt="<&>")),
        ),
        max_size=6,
    )
)
def test_whatever_stands_in_a_lesson_its_pages_fit(blocks: list[courses.Block]) -> None:
    for page in paginate("<b>Начало</b>", blocks):
        assert visible_length(page.html) <= (CAPTION_LENGTH if page.picture else TEXT_LENGTH)
        assert visible_text(page.html).strip()


@given(st.text("аб &<>😀\n. ", max_size=300), st.integers(1, 200))
def test_a_cut_keeps_every_word_and_closes_every_tag(text: str, length: int) -> None:
    html = f"<b>{escape(text, quote=False)}</b>"

    first, rest = cut_html(html, length)

    assert visible_length(first) <= length
    for part in (first, rest):
        assert part.count("<b>") == part.count("</b>")
    kept = "".join((first + rest).replace("<b>", "").replace("</b>", "").split())
    assert kept == "".join(html[3:-4].split())


def test_the_bar_is_full_only_at_the_end_and_empty_only_at_the_start() -> None:
    assert [bar(percent).count("▰") for percent in (0, 1, 36, 99, 100)] == [0, 1, 4, 9, 10]


def test_sharing_carries_the_link_of_the_course() -> None:
    assert share_url("kommuna_bot", "podcast", "Курс & «чай»") == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fkommuna_bot%3Fstart%3Dcourse_podcast"
        "&text=%D0%9A%D1%83%D1%80%D1%81+%26+%C2%AB%D1%87%D0%B0%D0%B9%C2%BB"
    )


async def test_the_longest_slug_fits_into_a_button(house: House, anna: Reader) -> None:
    home = await communities.read_home()
    await make_course(home, slug="s" * 48)
    await anna.start()
    await anna.tap("Курсы")

    course = await anna.tap("Курс sss")

    assert course.text.startswith("Курс sss")


async def test_questions_too_long_for_buttons_are_numbered_in_the_text(
    house: House, anna: Reader
) -> None:
    _, second = await make_short_course()
    with everywhere():
        lesson = await Lesson.get(id=second)
    with within(lesson.community_id):
        options = [{"id": 1, "text": "Коротко"}, {"id": 2, "text": "Очень <длинный> ответ " * 4}]
        await Question.filter(lesson_id=second, position=1).update(options=options)

    question = await open_quiz(anna)

    assert "2. Очень <длинный> ответ" in question.text
    assert question.buttons[0] == ["1. Коротко"]
    assert (await anna.tap("2. Очень")).text.startswith("Верно")
