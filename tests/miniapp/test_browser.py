"""The Mini App in a real browser, framed by another origin as in Telegram's web client."""

from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import expect

from models import Bot, Completion, Membership, Session, User
from models.base import everywhere, within
from models.choices import MembershipStatus
from services import clock, users
from tests.make.communities import make_community
from tests.make.courses import make_course
from tests.make.init_data import BOT_ID, make_init_data
from tests.make.miniapp import open_house
from tests.make.telegram_frame import open_browser, open_frame, open_host

pytestmark = [
    pytest.mark.browser,
    # What a browser sees does not depend on the engine.
    pytest.mark.parametrize("stored", ["sqlite"], indirect=True),
]


@pytest_asyncio.fixture
async def world(database):
    async with open_host() as origin, open_house(sandbox_url=origin) as house:
        await make_course(house.home, slug="podcast", lessons=2, quizzes=(2,))
        async with open_browser() as browser:
            yield house, browser, origin


@asynccontextmanager
async def launched(world, path="/tg/app/", init_data=None, **options):
    house, browser, origin = world
    async with open_frame(browser, origin, **options) as frame:
        url = f"{house.client.make_url(path)}?bot={BOT_ID}"
        await frame.launch(url, init_data or make_init_data(42))
        yield frame
        assert frame.mistakes == []


def heading(frame, text):
    return expect(frame.app.locator("h1")).to_have_text(text)


async def test_from_opening_the_app_to_a_lesson_that_is_done(world):
    house, *_ = world

    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        await frame.app.get_by_role("link", name="Начать первый урок").click()
        await heading(frame, "Урок podcast 1")
        await frame.wait_for_main_button("Завершить урок")
        await frame.press("main_button")
        await heading(frame, "Урок podcast 2")

    with within(house.home.id):
        assert await Completion.all().count() == 1


async def test_a_quiz_is_answered_question_by_question(world):
    house, *_ = world
    guest = await house.sign_in()
    _, course = await guest.get("/api/v1/courses/podcast")
    first, second = (lesson["id"] for lesson in course["modules"][0]["lessons"])
    await guest.ask("POST", f"/api/v1/lessons/{first}/complete")

    async with launched(world, f"/tg/app/lessons/{second}/quiz") as frame:
        await frame.wait_for_main_button("Начать тест")
        await frame.press("main_button")
        await frame.app.get_by_text("Четыре").click()
        assert await frame.told("web_app_setup_closing_behavior") == {"need_confirmation": True}
        await frame.wait_for_main_button("Проверить ответ")
        await frame.press("main_button")
        await expect(frame.app.locator(".notice.ok")).to_contain_text("RIGHT-SINGLE")
        assert await frame.told("web_app_setup_closing_behavior") == {"need_confirmation": False}
        await frame.wait_for_main_button("Следующий вопрос")
        await frame.press("main_button")
        await frame.app.get_by_label("3", exact=True).click()
        await frame.wait_for_main_button("Проверить ответ")
        await frame.press("main_button")
        await expect(frame.app.locator(".notice.bad")).to_contain_text("RIGHT-MULTIPLE")
        await frame.wait_for_main_button("Узнать результат")
        await frame.press("main_button")
        await heading(frame, "Пока не хватило")


async def test_a_reload_inside_the_frame_stays_where_one_was(world):
    async with launched(world) as frame:
        await frame.app.get_by_role("link", name="Курсы", exact=True).click()
        await heading(frame, "Курсы")
        await frame.app.evaluate("location.reload()")
        await frame.app.wait_for_load_state()
        await heading(frame, "Курсы")

    with everywhere():
        assert await Session.all().count() == 1


async def test_telegrams_back_button_leads_back_and_then_up(world):
    async with launched(world, "/tg/app/courses/podcast") as frame:
        await heading(frame, "Курс podcast")
        await frame.wait_for_main_button("Начать курс")
        await frame.press("main_button")
        await heading(frame, "Урок podcast 1")
        await frame.press("back_button")
        await heading(frame, "Курс podcast")
        await frame.press("back_button")
        await heading(frame, "Курсы")
        assert await frame.told("web_app_setup_back_button") == {"is_visible": False}


async def test_a_link_to_a_course_opens_that_course(world):
    raw = make_init_data(42, start_param="course_podcast")

    async with launched(world, init_data=raw) as frame:
        await heading(frame, "Курс podcast")


async def test_a_new_launch_opens_the_community_that_is_visited_in_the_chat_now(world):
    house, browser, origin = world
    school = await make_community("Другая школа")
    await house.sign_in(42, **{"X-Community-ID": school.key})
    # On the host's own site the frame may store its session, as in Telegram's apps.
    url = str(house.client.make_url("/tg/app/community")).replace("127.0.0.1", "localhost")
    now = int(clock.now().timestamp())

    async with open_frame(browser, origin) as frame:

        async def launch(number):
            raw = make_init_data(42, auth_date=str(now + number))
            await frame.launch(f"{url}?bot={BOT_ID}&launch={number}", raw)

        await launch(1)
        await heading(frame, "Школа звука")
        await launch(2)
        await heading(frame, "Школа звука")
        with everywhere():
            before = await Session.all().count()
        profile = users.Profile(telegram_id=42, first_name="Анна")
        contact = await users.arrive(profile, (await Bot.get(telegram_id=BOT_ID)).id)
        await users.visit_community(contact, school.id)
        await launch(3)
        await heading(frame, "Другая школа")

    with everywhere():
        assert (before, await Session.all().count()) == (2, 3)


async def test_a_session_ended_elsewhere_says_so_until_the_app_is_opened_anew(world):
    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        with everywhere():
            await Session.all().update(revoked_at=clock.now())

        await frame.app.get_by_role("link", name="Курсы", exact=True).click()
        await heading(frame, "Вход устарел")
        await frame.app.evaluate("location.reload()")
        await frame.app.wait_for_load_state()
        await heading(frame, "Вход устарел")
        await frame.app.get_by_role("button", name="Открыть заново").click()
        assert await frame.told("web_app_close") is not None

        house, *_ = world
        later = str(int(clock.now().timestamp()) - 5)
        url = f"{house.client.make_url('/tg/app/')}?bot={BOT_ID}"
        await frame.launch(url, make_init_data(42, auth_date=later))
        await heading(frame, "Сегодня")


async def test_an_access_token_that_is_over_is_renewed_once_for_all_who_wait(world):
    renewals = []

    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        frame.page.on(
            "request",
            lambda request: renewals.append(request) if "refresh" in request.url else None,
        )
        await frame.app.evaluate("""() => {
          const {session, ...entry} = history.state;
          history.replaceState({...entry, session: {...session, expires: 0}}, '');
          location.reload();
        }""")
        await frame.app.wait_for_load_state()
        await heading(frame, "Сегодня")

    assert len(renewals) == 1


async def test_when_the_network_fails_one_can_try_again(world):
    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        await frame.page.route("**/tg/app/courses", lambda route: route.abort())
        await frame.app.get_by_role("link", name="Курсы", exact=True).click()
        await heading(frame, "Нет связи")
        await frame.page.unroute("**/tg/app/courses")
        await frame.app.get_by_role("button", name="Попробовать ещё раз").click()
        await heading(frame, "Курсы")


async def test_who_is_banned_sees_that_there_are_no_rights(world):
    house, *_ = world

    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        with within(house.home.id):
            await Membership.all().update(status=MembershipStatus.BANNED)
        await frame.app.get_by_role("link", name="Курсы", exact=True).click()
        await expect(frame.app.locator("h1")).to_have_text("Нет прав")


async def test_the_language_is_changed_at_once(world):
    async with launched(world, "/tg/app/settings") as frame:
        await heading(frame, "Настройки")
        await frame.app.get_by_label("English").click()
        await heading(frame, "Settings")
        assert await frame.app.evaluate("document.documentElement.lang") == "en"

    assert await User.filter(telegram_id=42, language="en").exists()


async def test_the_theme_follows_telegram_while_the_app_is_open(world):
    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        dark = {"bg_color": "#17212b", "secondary_bg_color": "#0e1621", "text_color": "#f5f5f5"}
        await frame.page.evaluate("theme => tell('theme_changed', {theme_params: theme})", dark)

        await frame.app.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        ground = await frame.app.evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        assert ground == "rgb(14, 22, 33)"


async def test_without_telegram_the_page_says_where_to_open_it(world):
    house, browser, _ = world
    page = await browser.new_page(locale="ru")

    await page.goto(str(house.client.make_url("/tg/app/")))

    await expect(page.locator("h1")).to_have_text("Откройте в Telegram")


async def test_an_entry_of_the_history_that_is_come_back_to_has_the_newest_tokens(world):
    async with launched(world) as frame:
        await heading(frame, "Сегодня")
        await frame.app.get_by_role("link", name="Начать первый урок").click()
        await heading(frame, "Урок podcast 1")
        with everywhere():
            before = await Session.get()
        await frame.app.evaluate("""() => {
          const {session, ...entry} = history.state;
          history.replaceState({...entry, session: {...session, expires: 0}}, '');
          location.reload();
        }""")
        await frame.app.wait_for_load_state()
        await heading(frame, "Урок podcast 1")
        await frame.press("back_button")
        await heading(frame, "Сегодня")
        await frame.app.evaluate("location.reload()")
        await frame.app.wait_for_load_state()
        await heading(frame, "Сегодня")
        with everywhere():
            after = await Session.get()

    assert before.refresh_hash != after.refresh_hash
    assert after.revoked_at is None
