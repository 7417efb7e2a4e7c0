"""All that is known of an order, for the page that shows everything in full."""

from screens.order.telling import Telling
from screens.words import day, grouped


def facts(telling: Telling) -> list[tuple[str, str]]:
    """Sign and sentence, the longest texts whole."""
    order, t = telling.order, telling.tell
    found = [
        ("order", telling.heading),
        ("customer", t("order.fact.customer", name=order.customer_name)),
        ("power", t("order.fact.account", account=grouped(order.account)) if order.account else ""),
        ("place", t("order.fact.address", address=order.address or t("orders.row.no_address"))),
        ("calendar", t("order.fact.filed", day=day(telling.language, order.filed_on))),
    ]
    if order.wanted_on is not None:
        found.append(("power", t("order.fact.wanted", day=day(telling.language, order.wanted_on))))
    found += [
        ("warn", telling.reason),
        ("customer_wait", telling.awaited),
        ("info", telling.does),
        ("bring", telling.bring),
        ("handler", "\n".join(filter(None, (telling.who, telling.phone)))),
    ]
    found += [("bell", telling.urged), ("warn", telling.refused)]
    return [(sign, words) for sign, words in found if words]
