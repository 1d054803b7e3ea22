"""A lesson's document: a list of blocks, each with an id that is unique in the lesson."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from services.errors import FieldError, InvalidError

BlockId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=256)]
Body = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
# A file below the served static folder: no leading dot in any part, so no way up and out.
Source = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9_-]+(/[a-z0-9_-]+)*\.(png|jpg|jpeg|webp)$", max_length=200),
]


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: BlockId


class HeadingBlock(_Block):
    """A line that names what follows."""

    kind: Literal["heading"] = "heading"
    text: Line


class TextBlock(_Block):
    """Paragraphs and lists."""

    kind: Literal["text"] = "text"
    markdown: Body


class ImageBlock(_Block):
    """A picture; `source` is its path below the served static folder."""

    kind: Literal["image"] = "image"
    source: Source
    alt: Line
    caption: str = Field(default="", max_length=512)


class QuoteBlock(_Block):
    """Something said, set apart."""

    kind: Literal["quote"] = "quote"
    markdown: Body


class CodeBlock(_Block):
    """Text that keeps its spaces."""

    kind: Literal["code"] = "code"
    text: Body


Block = Annotated[
    HeadingBlock | TextBlock | ImageBlock | QuoteBlock | CodeBlock, Field(discriminator="kind")
]


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[list[Block]]:
    return TypeAdapter(list[Block])


def read_document(document: Any) -> list[Block]:
    """The blocks of a stored document, which was validated when it was stored."""
    return _adapter().validate_python(document)


def validate_document(document: Any) -> list[dict[str, Any]]:
    """The document as it is stored.

    Raises:
        InvalidError: with the path of each field that does not pass, such as `2.source`.
    """
    try:
        blocks = _adapter().validate_python(document)
    except ValidationError as error:
        raise InvalidError([_field_error(mistake["loc"]) for mistake in error.errors()]) from None
    repeated = _find_repeated([block.id for block in blocks])
    if repeated:
        raise InvalidError([FieldError(f"{index}.id", "repeated") for index in repeated])
    return [block.model_dump() for block in blocks]


def _field_error(location: Sequence[int | str]) -> FieldError:
    """Pydantic puts the block's kind after its index; a reader knows fields only."""
    index, *rest = location or ("document",)
    return FieldError(".".join(str(part) for part in (index, *rest[1:])), "invalid")


def _find_repeated(ids: Sequence[str]) -> list[int]:
    return [index for index, block_id in enumerate(ids) if block_id in ids[:index]]
