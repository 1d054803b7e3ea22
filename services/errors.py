"""Mistakes that the rules know: each has a stable code, an HTTP status and a text for people.

Services raise them, doors translate them: the API into problem details, pages into an error page,
the bot into an alert. A noun's own mistake is a subclass with its own ``code`` and ``text``::

    class CourseFullError(ConflictError):
        code = "course_full"
        text = "courses-error-full"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import ClassVar


class DomainError(Exception):
    """A request that the rules refuse.

    ``details`` are the arguments of the text and may be shown to whoever asked: nothing secret,
    no internal id, nothing of another community.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    text: ClassVar[str] = "common-error-refused"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details: dict[str, object] = details

    def __repr__(self) -> str:
        return f"{type(self).__name__}(code={self.code!r}, details={self.details!r})"


class UnauthorizedError(DomainError):
    """Nobody is signed in, or what was shown does not hold."""

    code = "unauthorized"
    status = 401
    text = "common-error-unauthorized"


class ForbiddenError(DomainError):
    """The person is known and has no right to this."""

    code = "forbidden"
    status = 403
    text = "common-error-forbidden"


class NotFoundError(DomainError):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"
    status = 404
    text = "common-error-not-found"


class ConflictError(DomainError):
    """The thing is in a state that does not allow this."""

    code = "conflict"
    status = 409
    text = "common-error-conflict"


class GoneError(DomainError):
    """The thing existed and its time is over: an expired invite, a used link."""

    code = "gone"
    status = 410
    text = "common-error-gone"


class TooLargeError(DomainError):
    """More was sent than is accepted."""

    code = "too_large"
    status = 413
    text = "common-error-too-large"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that does not pass.

    ``field`` is the path in the body joined by dots ("answers.email"), ``code`` stable for
    programs, ``text`` a key of the locales with ``details`` as its arguments.
    """

    field: str
    code: str
    text: str = "common-error-field-invalid"
    details: Mapping[str, object] = dataclass_field(default_factory=dict)


class InvalidError(DomainError):
    """Something was filled in wrongly; ``errors`` says which fields and how."""

    code = "invalid"
    status = 422
    text = "common-error-invalid"

    def __init__(self, errors: Sequence[FieldError] = (), **details: object) -> None:
        super().__init__(**details)
        self.errors: list[FieldError] = list(errors)


class RateLimitedError(DomainError):
    """Too many in too short a time; ``retry_after`` is in seconds."""

    code = "rate_limited"
    status = 429
    text = "common-error-rate-limited"

    def __init__(self, retry_after: float, **details: object) -> None:
        super().__init__(**details)
        self.retry_after = retry_after


class UnavailableError(DomainError):
    """A foreign system that is needed here does not answer or is not set up."""

    code = "unavailable"
    status = 503
    text = "common-error-unavailable"
