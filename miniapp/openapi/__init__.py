"""Typed JSON endpoints for aiohttp: pydantic in, pydantic out, problem details, OpenAPI 3.1.

An ``api/<noun>.py`` has its bodies at the top, then its table, then its handlers::

    def endpoints(api: Api) -> None:
        api.get("/api/v1/courses", list_courses, rights="member", tags=["courses"])
        api.post("/api/v1/courses", create_course, rights="teacher", tags=["courses"], status=201)


    async def create_course(visitor: Visitor, body: CourseBody) -> CourseAnswer:
        '''Create a course.

        It is a draft until it is published.
        '''

A handler is given by name what it names: ``visitor``, ``request``, ``query``, ``body``,
``idempotency_key``, and the parameters of its path. The first line of its docstring is the
summary, the rest the description; what it returns is the answer, None being 204.
"""

from miniapp.openapi.bodies import AS_WHOLE, Body, Id, Query, TelegramId
from miniapp.openapi.operations import ALL_SCHEMES, Api, Operation, Scheme, Visit
from miniapp.openapi.problems import (
    FieldProblem,
    Problem,
    Translators,
    problem_response,
)

__all__ = [
    "ALL_SCHEMES",
    "AS_WHOLE",
    "Api",
    "Body",
    "FieldProblem",
    "Id",
    "Operation",
    "Problem",
    "Query",
    "Scheme",
    "TelegramId",
    "Translators",
    "Visit",
    "problem_response",
]
