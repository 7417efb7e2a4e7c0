"""What a receipt's QR code opens: one order's stages and dates for 24 hours, and nothing personal."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert

from services.contracts.problems import Code
from services.hub.secrets import token_hash
from services.hub.store.models import ReceiptLink
from services.hub.store.queries_orders import PUBLIC
from services.hub.store.queries_urges import LINK, OF_ORDER
from services.hub.store.types import AnyRow
from services.hub.usecases.authenticate import Visitor
from services.hub.usecases.context import Hub
from services.hub.usecases.events import customer_actor, record
from services.hub.usecases.reference import TextDict
from services.hub.usecases.refusal import Refused
from services.hub.usecases.show_order import find_order, order_facts, stage_dates
from services.hub.usecases.urge_steps import state_of

LIFE = timedelta(hours=24)


def new_link(hub: Hub, who: Visitor, order_no: str, connection: Connection) -> dict[str, Any]:
    """contracts.orders.ReceiptLink. Raises Refused: order-not-found; no-public-address without public_url."""
    order = find_order(connection, who, order_no)
    token = secrets.token_urlsafe(24)
    url = hub.settings.link(f"/p/{token}")
    if url is None:
        raise Refused(Code.NO_PUBLIC_ADDRESS)
    now = hub.now()
    until = now + LIFE
    values = {"token_hash": token_hash(token), "order_id": order.id, "created_at": now, "expires_at": until}
    connection.execute(insert(ReceiptLink), values)
    at, actor = who.terminal, customer_actor(who.customer_id)
    record(
        connection,
        "receipt-link-made",
        actor,
        now,
        company_id=at.company_id,
        order_id=order.id,
        details={"kiosk": at.kiosk_id},
    )
    return {"url": url, "expires_at": until}


@dataclass(frozen=True, slots=True)
class PublicView:
    """What a link shows."""

    order: dict[str, Any]
    """contracts.public.PublicOrder."""
    company_code: str
    company: TextDict
    phone: str
    """The hall's; empty where the order belongs to none."""


def public_order(hub: Hub, token: str, connection: Connection) -> PublicView:
    """The order behind a link. Raises Refused (link-not-found) when there is no such link any more."""
    bound = {"token_hash": token_hash(token), "now": hub.now()}
    link = LINK.one_or_none(connection, bound)
    if link is None:
        raise Refused(Code.LINK_NOT_FOUND)
    order = PUBLIC.one_or_none(connection, {"order": link.order_id})
    known = order_facts(hub, connection, order)
    urged: dict[int, AnyRow] = {}
    for row in OF_ORDER.all(connection, {"order": order.id}):
        urged.setdefault(row.order_stage_id, row)
    view = {
        "flow": known.facts.flows[order.flow_id].name,
        "standing": known.standing().value,
        "stages": [
            {
                "name": stage.name,
                **stage_dates(known, row),
                "urge": _urge(urged[row.id]) if row and row.id in urged else None,
            }
            for stage, row in known.stages
        ],
        "expires_at": link.expires_at,
        "provenance": {"as_of": order.as_of, "source": order.source},
    }
    company = TextDict(zh=order.company_zh, en=order.company_en)
    return PublicView(view, order.company_code, company, order.phone)


def _urge(row: AnyRow) -> dict[str, Any]:
    """contracts.public.PublicUrge. Words of an answer may tell who it is: they are for who signs in."""
    names = ("kind", "touched_at", "answered_at", "verdict", "new_day")
    return {"state": state_of(row), **{name: getattr(row, name) for name in names}}
