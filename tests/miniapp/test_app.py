"""What holds for every address that a browser can ask for."""

import re

import pytest
from aiohttp import web

from miniapp.app import make_api
from miniapp.pages import PAGES
from models import Course, Lesson, Question
from models.base import within
from tests.make.communities import make_community
from tests.make.courses import make_course
from tests.make.queries import counted

#: Addresses that nobody signs in for, each with the reason.
OPEN = {
    "assets": "files are public",
    "communities.landing": "says what this is",
    "communities.mini_app": "the shell, which signs in",
    "communities.mini_app_bare": "the shell, which signs in",
    "communities.nothing": "the shell, which signs in",
    "docs.openapi": "the description is public",
    "docs.swagger": "the description is public",
    "docs.redoc": "the description is public",
    "docs.assets": "the description is public",
    "api.auth.validate": "signs in",
    "api.auth.refresh": "renews",
}

#: Statements to the database that an address may cost, signing in (two) included.
QUERIES = {
    "/tg/app/": 6,
    "/tg/app/community": 3,
    "/tg/app/courses": 3,
    "/tg/app/courses/podcast": 3,
    "/tg/app/lessons/{lesson}": 4,
    "/tg/app/lessons/{quiz_lesson}/quiz": 4,
    "/tg/app/profile": 4,
    "/tg/app/settings": 2,
    "/tg/app/devices": 3,
    "/api/v1/me": 2,
    "/api/v1/auth/me": 2,
    "/api/users/me": 2,
    "/api/users/me/sessions": 3,
    "/api/v1/communities/current": 3,
    "/api/v1/courses": 3,
    "/api/v1/courses/podcast": 3,
    "/api/v1/lessons/{lesson}": 4,
}


def names_of(app: web.Application) -> set[str | None]:
    """The names of all routes; further spellings of an operation are called after it."""
    names = (resource.name for resource in app.router.resources())
    return {name and re.sub(r"(\.alias\d+)?(\.slash)?$", "", name) for name in names}


async def test_every_route_has_a_name_and_says_who_may_ask(house):
    operations = {f"api.{operation.name}": operation for operation in make_api().operations}
    pages = {page.name: page for page in PAGES}

    assert names_of(house.app) <= operations.keys() | pages.keys() | OPEN.keys()
    assert all(operation.rights for operation in operations.values())
    assert all(page.rights for page in pages.values())


async def test_every_operation_stands_in_the_description(house):
    document = await (await house.client.get("/openapi.json")).json()
    operations = make_api().operations

    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }

    assert {(operation.method, operation.path) for operation in operations} <= described


async def test_nobody_gets_anything_without_signing_in(house):
    for operation in make_api().operations:
        if f"api.{operation.name}" in OPEN:
            continue
        path = re.sub(r"\{\w+\}", "1", operation.path)
        response = await house.client.request(operation.method, path)
        assert response.status == 401, operation.path
        assert (await response.json())["code"] == "unauthorized"


async def test_another_communitys_things_look_exactly_like_missing_ones(house):
    await make_course(house.home, slug="podcast", quizzes=(1,))
    foreign = await make_community("Чужая")
    await make_course(foreign, slug="secret", quizzes=(1,))
    guest = await house.sign_in()
    with within(foreign.id):
        lesson, question = await Lesson.first(), await Question.first()
    assert lesson is not None
    assert question is not None
    other = await house.sign_in(43, **{"X-Community-ID": foreign.key})
    _, sessions = await other.get("/api/users/me/sessions")
    ids = {"lesson": lesson.id, "question": question.id, "session": sessions[0]["id"]}
    missing = dict.fromkeys(ids, 999_999_999)
    asked = [
        ("GET", "/api/v1/courses/{course}", None),
        ("GET", "/api/v1/lessons/{lesson}", None),
        ("POST", "/api/v1/lessons/{lesson}/open", None),
        ("POST", "/api/v1/lessons/{lesson}/complete", None),
        ("POST", "/api/v1/lessons/{lesson}/quiz", None),
        ("POST", "/api/v1/questions/{question}/answer", {"chosen": [1]}),
        ("DELETE", "/api/users/me/sessions/{session}", None),
        ("GET", "/tg/app/courses/{course}", None),
        ("GET", "/tg/app/lessons/{lesson}", None),
        ("GET", "/tg/app/lessons/{lesson}/quiz", None),
    ]

    for method, path, body in asked:
        answers = []
        for values in ({**ids, "course": "secret"}, {**missing, "course": "nothing"}):
            status, answer = await guest.ask(method, path.format(**values), json=body)
            if isinstance(answer, dict):
                del answer["request_id"]
            answers.append((status, answer))
        assert answers[0] == answers[1], path
        assert answers[0][0] == 404, path

    untested = {operation.path for operation in make_api().operations if "{" in operation.path} - {
        "/api/v1/courses/{slug}",
        "/api/v1/lessons/{id}",
        "/api/v1/lessons/{id}/open",
        "/api/v1/lessons/{id}/complete",
        "/api/v1/lessons/{id}/quiz",
        "/api/v1/questions/{id}/answer",
        "/api/users/me/sessions/{id}",
    }
    assert not untested
    control, _ = await other.get(f"/api/v1/lessons/{ids['lesson']}")
    assert control == 200


async def test_an_address_costs_no_more_statements_than_is_written_down(house):
    await make_course(house.home, slug="podcast", lessons=5, quizzes=(1,))
    await make_course(house.home, slug="second", lessons=5)
    guest = await house.sign_in()
    with within(house.home.id):
        lesson = await Lesson.get(course__slug="second", position=1)
        quiz_lesson = await Lesson.get(course__slug="podcast", position=1)

    costs = {}
    for pattern in QUERIES:
        path = pattern.format(lesson=lesson.id, quiz_lesson=quiz_lesson.id)
        with counted() as statements:
            status, _ = await guest.get(path)
        assert status == 200, path
        costs[pattern] = len(statements)

    assert {path: cost for path, cost in costs.items() if cost > QUERIES[path]} == {}


async def test_the_number_of_courses_and_lessons_costs_nothing(house):
    guest = await house.sign_in()
    await make_course(house.home, slug="one", lessons=1)
    with counted() as few:
        await guest.get("/tg/app/")
    for number in range(5):
        await make_course(house.home, slug=f"more-{number}", lessons=4)
    with counted() as many:
        await guest.get("/tg/app/")

    assert len(few) == len(many)
    with within(house.home.id):
        assert await Course.all().count() == 6


@pytest.mark.parametrize("path", ["/", "/tg/app/", "/mini-app", "/tg/app/courses", "/nothing"])
async def test_seed_mistake_20_no_page_takes_anything_from_another_host_than_telegram(house, path):
    response = await house.client.get(path)
    text = await response.text()
    policy = dict(
        part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; ")
    )

    sources = re.findall(r'(?:src|href)="(https?:[^"]+)"', text)
    scripts = [url for url in sources if not url.startswith("https://t.me/")]

    assert set(scripts) <= {"https://telegram.org/js/telegram-web-app.js"}
    assert policy["default-src"] == "'none'"
    assert set(policy["script-src"].split()) - {"'self'", "https://telegram.org"} == {
        f"'nonce-{nonce}'" for nonce in set(re.findall(r"'nonce-([^']+)'", str(policy)))
    }
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "https://web.telegram.org https://*.telegram.org"
    assert "unsafe" not in str(policy)


async def test_no_page_has_inline_script_or_style(house):
    await make_course(house.home, slug="podcast", quizzes=(1,))
    guest = await house.sign_in()
    texts = [await (await house.client.get(path)).text() for path in ("/", "/tg/app/")]
    texts += [(await guest.get(page.path))[1] for page in PAGES if "{" not in page.path]

    for text in texts:
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


async def test_the_nonce_is_another_one_each_time(house):
    policies = [
        (await house.client.get("/tg/app/")).headers["Content-Security-Policy"] for _ in range(2)
    ]

    assert policies[0] != policies[1]


async def test_files_are_kept_for_ever_under_the_digest_of_all(house):
    text = await (await house.client.get("/tg/app/")).text()
    address = re.search(r'href="(/static/[^"]+/css/tokens.css)"', text)
    assert address is not None

    ours = await house.client.get(address[1])
    older = await house.client.get("/static/000000000000/css/tokens.css")
    outside = await house.client.get("/static/000000000000/..%2Fapp.py")

    assert (ours.status, older.status, outside.status) == (200, 200, 404)
    assert "immutable" in ours.headers["Cache-Control"]
    assert "immutable" not in older.headers["Cache-Control"]


async def test_a_page_is_the_shell_until_somebody_signs_in(house):
    guest = await house.sign_in()

    shell = await house.client.get("/tg/app/courses")
    _, page = await guest.get("/tg/app/courses")

    assert 'id="app" aria-busy="true"' in await shell.text()
    assert "data-page" not in await shell.text()
    assert page.lstrip().startswith("<div data-page")
    assert "Authorization" in shell.headers["Vary"]
    assert shell.headers["Cache-Control"] == "no-store"


async def test_a_page_that_is_not_there_says_so_in_the_persons_language(house):
    guest = await house.sign_in()

    status, text = await guest.get("/tg/app/nothing/here")

    assert status == 404
    assert "Здесь ничего нет" in text
    assert 'lang="ru"' in text
