"""What a form says that asks for one of a customer's fields whole; and the field, to be shown once."""

from typing import NamedTuple

from services.hub.domain.unmasking import PersonalField, ReadingProblem, Reason
from services.hub.usecases.readings import NotReadable


class Whole(NamedTuple):
    """A field that was just read."""

    field: PersonalField
    text: str


def wanted(form: dict[str, str]) -> tuple[PersonalField, Reason]:
    """Which field, and why. Raises NotReadable when the form says neither."""
    try:
        return PersonalField(form.get("field", "")), Reason(form.get("reason", ""))
    except ValueError:
        raise NotReadable(ReadingProblem.NOT_FOR_REASON) from None
