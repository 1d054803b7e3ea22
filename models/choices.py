"""Values that a column may take, one enumeration a column."""

from enum import StrEnum


class JoinPolicy(StrEnum):
    """How one becomes a member of a community."""

    OPEN = "open"
    REQUEST = "request"
    INVITE = "invite"


class CommunityStatus(StrEnum):
    """Whether a community can be visited."""

    ACTIVE = "active"
    CLOSED = "closed"


class Role(StrEnum):
    """What a member is in a community; `CUSTOM` is a role that an owner made."""

    OWNER = "owner"
    ADMIN = "admin"
    MODERATOR = "moderator"
    TEACHER = "teacher"
    ORGANISER = "organiser"
    STEWARD = "steward"
    MEMBER = "member"
    GUEST = "guest"
    CUSTOM = "custom"


class MembershipStatus(StrEnum):
    """Where somebody stands with a community."""

    ACTIVE = "active"
    BANNED = "banned"
    LEFT = "left"


class JoinRequestStatus(StrEnum):
    """What became of a request to join."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class BotStatus(StrEnum):
    """Whether a bot works."""

    ACTIVE = "active"
    BROKEN = "broken"
    REMOVED = "removed"


class ConnectedChatKind(StrEnum):
    """What kind of Telegram chat is connected to a community."""

    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class CourseStatus(StrEnum):
    """Who sees a course: its authors, everybody, or those who began it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"


class AttemptStatus(StrEnum):
    """Whether an attempt at a quiz is still being answered."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Lane(StrEnum):
    """The queue an update waits in; payments must be answered within ten seconds."""

    PAYMENT = "payment"
    CALLBACK = "callback"
    MESSAGE = "message"


class UpdateState(StrEnum):
    """What became of an update."""

    NEW = "new"
    DONE = "done"
    DEAD = "dead"


class JobState(StrEnum):
    """What became of a job."""

    READY = "ready"
    DONE = "done"
    DEAD = "dead"


class DeliveryState(StrEnum):
    """What became of a message to Telegram; `UNCONFIRMED` may or may not have arrived."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


class DeliveryPolicy(StrEnum):
    """What to do with a call that was cut off: repeat it, or leave it unconfirmed."""

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"
