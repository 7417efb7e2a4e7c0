"""Business halls: where terminals stand, and whom a customer can call."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from services.hub.store.models import Hall


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What is said of a hall on the glass, on receipts and on the public page."""

    code: str
    name_zh: str
    name_en: str
    phone: str


def put_hall(connection: Connection, company_id: int, facts: HallFacts) -> int:
    """Make the hall with this code, or bring it up to date. Its key."""
    said = {"name_zh": facts.name_zh, "name_en": facts.name_en, "phone": facts.phone}
    of_code = (Hall.company_id == company_id, Hall.code == facts.code)
    known = connection.execute(select(Hall.id).where(*of_code)).scalar()
    if known is not None:
        connection.execute(update(Hall).where(Hall.id == known).values(said))
        return known
    values = {"company_id": company_id, "code": facts.code, **said}
    return connection.execute(insert(Hall).returning(Hall.id), values).scalar_one()
