"""What bodies and queries are made of: strict, closed, and within what the database can hold."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

MAX_INTEGER = 2**63 - 1
_DIGITS = re.compile(r"[1-9][0-9]{0,15}")


class Body(BaseModel):
    """A JSON body: unknown fields are refused, and nothing is turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Query(BaseModel):
    """The parameters after the question mark; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def _whole(value: Any) -> Any:
    """JSON Schema calls 3.0 an integer, which strict checking does not."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _telegram_id(value: Any) -> Any:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return _whole(value)


#: Marks a whole number in a body: ``Annotated[int, Field(ge=0, le=100), AS_WHOLE]``. The range
#: stands first, because behind the mark it would be missing from the schema.
AS_WHOLE = BeforeValidator(_whole)

#: A row's id.
Id = Annotated[int, Field(ge=1, le=MAX_INTEGER), AS_WHOLE]

#: A Telegram user id, as a number or as a string of digits; always a number in answers.
TelegramId = Annotated[
    int,
    Field(ge=1, le=2**53 - 1),
    BeforeValidator(_telegram_id),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 2**53 - 1},
                {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"},
            ],
            "description": "Telegram user id",
        },
        mode="validation",
    ),
]
