"""Makes the home community of the sandbox look like one."""

from models import Community
from models.transactions import transaction
from services.communities.home import UNTITLED

TITLE = "Подкаст-клуб"
DESCRIPTION = (
    "Учимся делать подкасты вместе: от\u00a0первой записи на\u00a0телефон до\u00a0выпуска, "
    "который слушают. Курс, тесты и\u00a0разбор ваших работ."
)


async def dress_demo(home: Community) -> None:
    """Give the community a title and a description, unless somebody has given it any."""
    async with transaction():
        await Community.filter(id=home.id, title=UNTITLED, description="").update(
            title=TITLE, description=DESCRIPTION
        )
    await home.refresh_from_db(["title", "description"])
