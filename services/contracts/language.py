"""The customers' two languages. Apart from the messages, for whoever must not wait for pydantic's import."""

from typing import Literal

Language = Literal["zh", "en"]
