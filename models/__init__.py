"""Tables. One file a noun; nothing here knows about Telegram or HTTP."""

from models.communities import (
    AuditEntry,
    Bot,
    Community,
    ConnectedChat,
    CustomRole,
    Invite,
    InviteUse,
    JoinRequest,
    Membership,
)
from models.courses import (
    Completion,
    Course,
    Enrolment,
    Lesson,
    Module,
    Question,
    QuizAnswer,
    QuizAttempt,
)
from models.gamification import PointsEntry
from models.jobs import (
    BotMedia,
    BotPause,
    DialogState,
    HandledStep,
    InboxUpdate,
    Job,
    OutboxMessage,
)
from models.users import Contact, Session, User

__all__ = [
    "AuditEntry",
    "Bot",
    "BotMedia",
    "BotPause",
    "Community",
    "Completion",
    "ConnectedChat",
    "Contact",
    "Course",
    "CustomRole",
    "DialogState",
    "Enrolment",
    "HandledStep",
    "InboxUpdate",
    "Invite",
    "InviteUse",
    "Job",
    "JoinRequest",
    "Lesson",
    "Membership",
    "Module",
    "OutboxMessage",
    "PointsEntry",
    "Question",
    "QuizAnswer",
    "QuizAttempt",
    "Session",
    "User",
]
