"""The one way in which a use case says no."""

from services.contracts.problems import Code, LastUrge


class Refused(Exception):
    """A request that is refused, with the stable code that tells the terminal why."""

    def __init__(
        self,
        code: Code,
        *,
        detail: str | None = None,
        retry_after: int | None = None,
        reason: str | None = None,
        last_urge: LastUrge | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        """Seconds."""
        self.reason = reason
        self.last_urge = last_urge


def malformed(field: str, detail: str) -> Refused:
    """A request whose `field` is not what it must be."""
    return Refused(Code.MALFORMED, reason=field, detail=detail)
