"""What the page of an order, or of an item, tells its script to follow."""

from services.hub.staff.asked import Asked


def followed(asked: Asked, order_no: str, mark: str) -> dict[str, str] | None:
    """The order, and how it was when the page was written. Nothing for what a form was answered with: it has
    no address from which it could be shown anew, and what it shows once must not go while it is being read.
    """
    return {"order": order_no, "mark": mark} if asked.request.method == "GET" else None
