import json
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import BaseModel, Field

from miniapp.errors import install_errors
from miniapp.openapi import AS_WHOLE, Api, Body, Id, Operation, Query, TelegramId
from services.errors import NotFoundError, RateLimitedError, UnauthorizedError


class CourseBody(Body):
    title: Annotated[str, Field(min_length=1, max_length=10)]
    price: Annotated[int, Field(ge=0, le=10**6), AS_WHOLE] = 0
    owner: TelegramId | None = None


class Course(BaseModel):
    id: Id
    title: str
    price: int = 0
    seen_by: str = ""


class Courses(BaseModel):
    items: list[Course]


class ListQuery(Query):
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    tag: Annotated[list[str], Field(default_factory=list)]


class Upload(BaseModel):
    file: bytes


async def list_courses(visitor: str, query: ListQuery) -> Courses:
    """List courses."""
    items = [Course(id=1, title=tag, seen_by=visitor) for tag in query.tag]
    return Courses(items=items[: query.limit])


async def create_course(body: CourseBody, idempotency_key: str | None = None) -> Course:
    """Create a course.

    It is a draft until it is published.
    """
    return Course(id=1, title=body.title, price=body.price, seen_by=idempotency_key or "")


async def read_course(course_id: Id) -> Course:
    """Read a course."""
    if course_id != 1:
        raise NotFoundError
    return Course(id=course_id, title="One")


async def rename_course(course_id: Id, body: CourseBody | None = None) -> Course:
    """Rename a course."""
    return Course(id=course_id, title=body.title if body else "none")


async def delete_course(course_id: Id) -> None:
    """Delete a course."""


async def upload_cover(request: web.Request, course_id: Id) -> Course:
    """Upload a cover."""
    part = await (await request.multipart()).next()
    return Course(id=course_id, title=getattr(part, "name", None) or "")


async def export(course_id: Id) -> web.Response:
    """Export a course."""
    return web.Response(body=b"a,b", content_type="text/csv")


async def ping() -> str:
    """Say that the API is here."""
    return "pong"


async def crash() -> str:
    """Fail."""
    raise RuntimeError("secret words")


async def wait() -> str:
    """Refuse for a while."""
    raise RateLimitedError(retry_after=1.2)


@asynccontextmanager
async def visit(request: web.Request, operation: Operation):
    if request.headers.get("Authorization") != "Bearer anna":
        raise UnauthorizedError
    yield f"anna as {operation.rights}"


def build_api() -> Api:
    api = Api(title="Kommuna", version="1", visit=visit)
    shared = {"rights": "member", "tags": ["courses"]}
    api.get("/api/v1/courses", list_courses, **shared)
    api.post("/api/v1/courses", create_course, status=201, **shared, max_body=200)
    api.get("/api/v1/courses/{course_id}", read_course, **shared)
    api.put("/api/v1/courses/{course_id}", rename_course, **shared)
    api.delete("/api/v1/courses/{course_id}", delete_course, **shared)
    api.post("/api/v1/courses/{course_id}/cover", upload_cover, upload=Upload, **shared)
    api.get("/api/v1/courses/{course_id}/export", export, produces="text/csv", **shared)
    api.get("/api/v1/ping", ping, rights="anyone", tags=["health"], auth=())
    api.get("/api/v1/crash", crash, rights="anyone", tags=["health"], auth=())
    api.get("/api/v1/wait", wait, rights="anyone", tags=["health"], auth=())
    api.alias("/old/{course_id}/", read_course)
    return api


async def render(request: web.Request, page) -> web.Response:
    return web.Response(text=f"page {page.status} {page.code} {page.request_id}")


@pytest.fixture
async def client():
    app = web.Application()
    install_errors(app, translators=lambda _: lambda key, **_: f"[{key}]", render=render)
    build_api().attach(app)
    async with TestClient(TestServer(app), headers={"Authorization": "Bearer anna"}) as client:
        yield client


async def problem(response):
    assert response.content_type == "application/problem+json"
    said = await response.json()
    assert said["status"] == response.status
    assert said["type"] == f"urn:kommuna:problem:{said['code']}"
    assert said["request_id"] == response.headers["X-Request-ID"]
    assert said["title"].startswith("[common-problem-")
    return said


async def test_an_answer_is_json_of_its_model(client):
    response = await client.get("/api/v1/courses", params=[("tag", "a"), ("tag", "b")])

    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert [one["title"] for one in (await response.json())["items"]] == ["a", "b"]


async def test_the_visitor_comes_from_whoever_lets_people_in(client):
    response = await client.get("/api/v1/courses?tag=a")

    assert (await response.json())["items"][0]["seen_by"] == "anna as member"


async def test_without_signing_in_only_what_is_open_answers(client):
    headers = {"Authorization": ""}

    assert (await client.get("/api/v1/ping", headers=headers)).status == 200
    refused = await client.get("/api/v1/courses", headers=headers)

    assert refused.status == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert (await problem(refused))["code"] == "unauthorized"


@pytest.mark.parametrize("path", ["/api/v1/courses/1", "/api/v1/courses/1/", "/old/1/", "/old/1"])
async def test_an_operation_answers_at_all_its_addresses(client, path):
    assert (await (await client.get(path)).json())["title"] == "One"
    head = await client.head(path)
    assert (head.status, await head.read()) == (200, b"")


async def test_what_is_made_answers_with_its_status(client):
    response = await client.post(
        "/api/v1/courses", json={"title": "A"}, headers={"Idempotency-Key": "k1"}
    )

    assert response.status == 201
    assert (await response.json())["seen_by"] == "k1"


async def test_nothing_to_say_is_204_and_a_response_by_hand_stays(client):
    gone = await client.delete("/api/v1/courses/1")
    table = await client.get("/api/v1/courses/1/export")

    assert (gone.status, await gone.read()) == (204, b"")
    assert (table.content_type, await table.read()) == ("text/csv", b"a,b")


async def test_a_body_may_be_left_out_where_the_handler_says_so(client):
    bare = await client.put("/api/v1/courses/1")
    full = await client.put("/api/v1/courses/1", json={"title": "A"})

    assert (await bare.json())["title"] == "none"
    assert (await full.json())["title"] == "A"


async def test_an_upload_is_read_by_its_handler(client):
    form = FormData()
    form.add_field("file", b"x", filename="a.png")

    good = await client.post("/api/v1/courses/1/cover", data=form)
    bad = await client.post("/api/v1/courses/1/cover", json={})

    assert (await good.json())["title"] == "file"
    assert (await problem(bad))["code"] == "unsupported_media_type"


BODIES = {
    "no json": (b"{", 400, "malformed"),
    "no utf-8": (b'{"title": "\xff"}', 400, "malformed"),
    "nothing": (b"", 400, "malformed"),
    "a list": (b"[]", 422, "invalid"),
    "a field missing": (b"{}", 422, "invalid"),
    "a field more": (b'{"title": "A", "role": "owner"}', 422, "invalid"),
    "too long": (b'{"title": "aaaaaaaaaaa"}', 422, "invalid"),
    "another type": (b'{"title": 5}', 422, "invalid"),
    "a number of text": (b'{"title": "A", "price": "5"}', 422, "invalid"),
    "a fraction": (b'{"title": "A", "price": 5.5}', 422, "invalid"),
    "an absurd number": (b'{"title": "A", "price": 9e99}', 422, "invalid"),
    "infinity": (b'{"title": "A", "price": Infinity}', 422, "invalid"),
    "nul": (b'{"title": "A\\u0000"}', 422, "invalid"),
    "a lone surrogate": (b'{"title": "\\ud800"}', 400, "malformed"),
    "too large": (b'{"title": "' + b"a" * 300 + b'"}', 413, "too_large"),
}


@pytest.mark.parametrize(("body", "status", "code"), BODIES.values(), ids=BODIES.keys())
async def test_a_body_that_does_not_fit_is_refused(client, body, status, code):
    headers = {"Content-Type": "application/json"}

    response = await client.post("/api/v1/courses", data=body, headers=headers)

    assert response.status == status
    assert (await problem(response))["code"] == code


async def test_a_body_without_a_length_is_measured_while_it_comes(client):
    async def endless():
        for _ in range(100):
            yield b" " * 100

    headers = {"Content-Type": "application/json"}
    response = await client.post("/api/v1/courses", data=endless(), headers=headers)

    assert response.status == 413


@pytest.mark.parametrize("body", [b'{"title": "A", "price": 5.0}', b'{"title": "\\\\u0000"}'])
async def test_what_only_looks_wrong_is_accepted(client, body):
    headers = {"Content-Type": "application/json; charset=utf-8"}

    assert (await client.post("/api/v1/courses", data=body, headers=headers)).status == 201


@pytest.mark.parametrize("owner", ["42", 42, 42.0])
async def test_a_telegram_id_is_a_number_or_its_digits(client, owner):
    body = {"title": "A", "owner": owner}

    assert (await client.post("/api/v1/courses", json=body)).status == 201


@pytest.mark.parametrize("owner", ["042", "-42", "4.2", "٤٢", "9" * 20, 0, True, ""])
async def test_what_is_no_telegram_id_is_refused(client, owner):
    body = {"title": "A", "owner": owner}

    assert (await client.post("/api/v1/courses", json=body)).status == 422


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_a_form_of_a_foreign_page_cannot_write(client, kind):
    response = await client.post(
        "/api/v1/courses", data=b'{"title": "A"}', headers={"Content-Type": kind}
    )

    assert response.status == 415


async def test_a_browser_that_acts_for_a_foreign_page_is_refused(client):
    headers = {"Sec-Fetch-Site": "cross-site"}

    refused = await client.delete("/api/v1/courses/1", headers=headers)
    own = await client.delete("/api/v1/courses/1", headers={"Sec-Fetch-Site": "same-origin"})

    assert (refused.status, (await problem(refused))["code"]) == (403, "cross_site")
    assert own.status == 204


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=5&limit=6", "limit"),
        ("other=1", "other"),
        ("tag=%00", "tag"),
    ],
)
async def test_a_query_that_does_not_fit_names_its_field(client, query, field):
    response = await client.get(f"/api/v1/courses?{query}")

    assert response.status == 422
    assert [one["field"] for one in (await problem(response))["errors"]] == [field]


@pytest.mark.parametrize("course_id", ["0", "x", "-1", "9" * 30, "1.5", "%00"])
async def test_an_id_that_is_none_is_refused(client, course_id):
    assert (await client.get(f"/api/v1/courses/{course_id}")).status == 422


@pytest.mark.parametrize("key", ["", "a b", "x" * 129])
async def test_an_idempotency_key_is_plain(client, key):
    response = await client.post(
        "/api/v1/courses", json={"title": "A"}, headers={"Idempotency-Key": key}
    )

    assert response.status == 422


async def test_a_field_problem_says_what_is_wrong_and_quotes_nothing(client):
    response = await client.post("/api/v1/courses", json={"title": "private words"})

    said = await problem(response)
    assert said["errors"] == [
        {
            "field": "title",
            "code": "string_too_long",
            "detail": "[common-error-field-too-long]",
        }
    ]
    assert "private" not in json.dumps(said)


async def test_another_method_is_told_which_ones_there_are(client):
    response = await client.patch("/api/v1/courses/1")

    assert response.status == 405
    assert response.headers["Allow"] == "DELETE, GET, HEAD, PUT"
    assert (await problem(response))["code"] == "method_not_allowed"


async def test_what_is_not_there_is_a_problem_for_programs_and_a_page_for_people(client):
    missing = await client.get("/api/v1/nothing")
    page = await client.get("/nothing")

    assert (await problem(missing))["code"] == "not_found"
    request_id = page.headers["X-Request-ID"]
    assert (page.status, await page.text()) == (404, f"page 404 not_found {request_id}")


async def test_at_an_old_address_a_refusal_is_a_problem_as_well(client):
    assert (await problem(await client.get("/old/2")))["code"] == "not_found"


async def test_our_own_mistake_tells_only_its_number(client):
    response = await client.get("/api/v1/crash")

    text = await response.text()
    assert response.status == 500
    assert (await problem(response))["code"] == "internal"
    assert "secret" not in text
    assert "Traceback" not in text


async def test_whoever_is_too_fast_hears_how_long_to_wait(client):
    response = await client.get("/api/v1/wait")

    assert (response.status, response.headers["Retry-After"]) == (429, "2")
    assert (await problem(response))["retry_after"] == 2


def test_the_document_describes_every_operation():
    document = build_api().document()

    listing = document["paths"]["/api/v1/courses"]["get"]
    assert document["openapi"] == "3.1.0"
    assert listing["operationId"] == "courses.list_courses"
    assert listing["summary"] == "List courses"
    assert listing["x-rights"] == "member"
    assert listing["security"] == [{"bearer": []}, {"tma": []}, {"init_data": []}]
    assert {one.get("name") for one in listing["parameters"]} >= {"limit", "tag"}
    making = document["paths"]["/api/v1/courses"]["post"]
    assert making["description"] == "It is a draft until it is published."
    assert {"$ref": "#/components/parameters/IdempotencyKey"} in making["parameters"]
    assert set(making["responses"]) >= {"201", "400", "401", "403", "409", "413", "415", "422"}
    assert document["paths"]["/api/v1/ping"]["get"]["security"] == []
    old = document["paths"]["/old/{course_id}/"]["get"]
    assert (old["operationId"], old["x-alias-of"]) == (
        "courses.read_course.1",
        "/api/v1/courses/{course_id}",
    )


def test_the_document_refers_to_nothing_that_is_missing():
    document = build_api().document()
    references = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                references.add(value["$ref"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)
    assert references
    for reference in references:
        _, _, kind, name = reference.split("/")
        assert name in document["components"][kind]


def test_paths_that_differ_in_names_only_are_one_path():
    api = Api(title="Kommuna", version="1", visit=visit)

    async def read_latest(user_id: TelegramId) -> str:
        """Read."""
        return ""

    async def delete_form(form_id: Id) -> None:
        """Delete."""

    api.get("/api/form-data/{user_id}", read_latest, rights="self", tags=["forms"])
    api.delete("/api/form-data/{form_id}", delete_form, rights="self", tags=["forms"])

    paths = api.document()["paths"]
    assert list(paths) == ["/api/form-data/{user_id}"]
    assert paths["/api/form-data/{user_id}"]["delete"]["parameters"][0]["name"] == "user_id"


async def bare(course_id: Id) -> None:
    pass


async def stranger(visitor: str) -> None:
    """Meet."""


@pytest.mark.parametrize(
    ("path", "handler", "options", "reason"),
    [
        ("/x/{course_id}", bare, {}, "docstring"),
        ("/x", delete_course, {}, "other parameters"),
        ("/x/{course_id}/{other}", delete_course, {}, "other parameters"),
        ("/x/{course_id}", delete_course, {"rights": ""}, "rights"),
        ("/x", stranger, {"auth": ()}, "nobody signs in"),
        ("/x", create_course, {}, "GET has none"),
    ],
)
def test_an_operation_that_is_not_described_rightly_is_refused(path, handler, options, reason):
    api = Api(title="Kommuna", version="1", visit=visit)

    with pytest.raises(ValueError, match=reason):
        api.get(path, handler, **{"rights": "member", "tags": ["x"], **options})


def test_the_same_operation_is_registered_once():
    api = build_api()

    with pytest.raises(ValueError, match="twice"):
        api.get("/y/{course_id}", read_course, rights="member", tags=["courses"])
