import json
import re

from models import Community, Course, Lesson
from models.base import within
from tests.make.courses import make_course

MARKS = '<img src=x onerror="alert(1)">'


async def lesson_ids(guest, slug="podcast"):
    _, course = await guest.get(f"/api/v1/courses/{slug}")
    return [lesson["id"] for module in course["modules"] for lesson in module["lessons"]]


async def test_a_course_is_read_lesson_by_lesson_to_its_end(house):
    await make_course(house.home, slug="podcast", lessons=2)
    guest = await house.sign_in()
    first, second = await lesson_ids(guest)

    locked, problem = await guest.get(f"/api/v1/lessons/{second}")
    await guest.ask("POST", f"/api/v1/lessons/{first}/open")
    _, one = await guest.ask("POST", f"/api/v1/lessons/{first}/complete")
    _, again = await guest.ask("POST", f"/api/v1/lessons/{first}/complete")
    _, two = await guest.ask("POST", f"/api/v1/lessons/{second}/complete")
    _, courses = await guest.get("/api/v1/courses")

    assert (locked, problem["code"]) == (403, "lesson_locked")
    assert (one["is_new"], one["next_lesson_id"], again["is_new"]) == (True, second, False)
    assert (two["is_finished"], two["percent"]) == (True, 100)
    assert courses[0]["is_finished"] is True


async def test_a_quiz_shows_no_right_answer_before_the_question_is_answered(house):
    await make_course(house.home, slug="podcast", lessons=1, quizzes=(1,))
    guest = await house.sign_in()
    (lesson,) = await lesson_ids(guest)

    too_early, refusal = await guest.ask("POST", f"/api/v1/lessons/{lesson}/complete")
    _, begun = await guest.ask("POST", f"/api/v1/lessons/{lesson}/quiz")
    _, page = await guest.get(f"/tg/app/lessons/{lesson}/quiz")
    _, whole = await guest.get(f"/api/v1/lessons/{lesson}")
    question = begun["question"]
    answer = {"chosen": [2]}
    _, verdict = await guest.ask("POST", f"/api/v1/questions/{question['id']}/answer", json=answer)

    assert (too_early, refusal["code"]) == (409, "quiz_not_passed")
    assert not re.search(r"RIGHT-|right_ids|correct", page + str(begun) + str(whole))
    assert (verdict["is_right"], verdict["right_ids"]) == (True, [2])
    assert verdict["explanation"].startswith("RIGHT-SINGLE")
    assert verdict["quiz"]["question"]["number"] == 2


async def test_what_people_wrote_never_becomes_markup(house):
    await Community.filter(id=house.home.id).update(title=MARKS, description=MARKS)
    await make_course(house.home, slug="podcast", lessons=1, quizzes=(1,))
    with within(house.home.id):
        await Course.all().update(title=MARKS, summary=MARKS)
        blocks = [
            {"id": "b1", "kind": "heading", "text": MARKS},
            {"id": "b2", "kind": "text", "markdown": f"{MARKS} [a](javascript:alert(1)) **b**"},
            {"id": "b3", "kind": "quote", "markdown": MARKS},
            {"id": "b4", "kind": "code", "text": MARKS},
        ]
        await Lesson.all().update(title=MARKS, document=blocks)
    guest = await house.sign_in(42, user=json.dumps({"id": 42, "first_name": MARKS}))
    (lesson,) = await lesson_ids(guest)

    pages = [
        (await guest.get(path))[1]
        for path in (
            "/tg/app/",
            "/tg/app/community",
            "/tg/app/courses",
            "/tg/app/courses/podcast",
            f"/tg/app/lessons/{lesson}",
            f"/tg/app/lessons/{lesson}/quiz",
            "/tg/app/profile",
        )
    ]

    for page in pages:
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
    assert "<strong>b</strong>" in pages[4]


async def test_the_page_of_a_locked_lesson_says_what_comes_before_it(house):
    await make_course(house.home, slug="podcast", lessons=2)
    guest = await house.sign_in()
    _, second = await lesson_ids(guest)

    status, page = await guest.get(f"/tg/app/lessons/{second}")

    assert status == 403
    assert "Урок пока закрыт" in page
    assert "Урок podcast 1" in page


async def test_a_member_who_finished_everything_is_told_so(house):
    await make_course(house.home, slug="podcast", lessons=1)
    guest = await house.sign_in()
    (lesson,) = await lesson_ids(guest)
    await guest.ask("POST", f"/api/v1/lessons/{lesson}/complete")

    _, today = await guest.get("/tg/app/")
    _, profile = await guest.get("/tg/app/profile")

    assert "Всё пройдено" in today
    assert "курс пройден" in profile


async def test_a_number_that_no_row_can_have_is_not_found(house):
    guest = await house.sign_in()

    answers = [
        await guest.get(path)
        for path in (
            "/tg/app/lessons/99999999999999999999",
            "/tg/app/lessons/0",
            "/tg/app/courses/%D1%8F",
            "/tg/app/lessons/1/quiz/2",
        )
    ]

    assert [status for status, _ in answers] == [404] * 4
