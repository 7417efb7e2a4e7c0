"""The customer's orders: none, or as many rows as there are."""

from datetime import date
from functools import partial

from kiosk.flow import signed_in
from kiosk.flows.orders import Orders
from kiosk.i18n import day_of, of
from kiosk.intents import End, OpenOrder
from kiosk.snapshot import Snapshot
from screens.base import Screen
from screens.standing import chip
from screens.widgets.row import LazyRows, RowItem
from screens.words import grouped
from services.contracts.orders import OrderRow, Standing
from services.contracts.terminals import Hall


class OrdersScreen(Screen):
    """The list, in the hub's own order."""

    def render(self, snapshot: Snapshot) -> None:
        state = snapshot.state
        assert isinstance(state, Orders)
        rows = state.list.orders
        self.has_bar = not rows
        self.ids.none.hide, self.ids.some.hide = bool(rows), not rows
        name = signed_in(snapshot.session).name
        if rows:
            self.offer()
            self._fill(rows, name, day_of(state.list.provenance.as_of))
        else:
            self._tell_none(name, snapshot.hall)

    def _fill(self, rows: list[OrderRow], name: str, now: date) -> None:
        one = ".one" if len(rows) == 1 else ""
        self.ids.name.text = name
        self.ids.title.text = self.t(f"orders.title{one}", count=len(rows))
        items = LazyRows(rows, partial(self._item, now))
        if self.ids.rows.items != items:
            self.ids.rows.items = items

    def _tell_none(self, name: str, hall: Hall | None) -> None:
        self.offer(self.action("header.end", End(), "end"))
        self.ids.message.title = self.t("orders.none.title", name=name)
        self.ids.message.body = (
            self.t("orders.none.hint", phone=hall.phone) if hall else self.t("orders.none.hint.plain")
        )

    def picked(self, order_no: str) -> None:
        """A row was touched."""
        self.send(OpenOrder(order_no))

    def _item(self, now: date, row: OrderRow) -> RowItem:
        number = self.t("orders.row.number", order_no=grouped(row.order_no))
        where = row.address or self.t("orders.row.no_address")
        return RowItem(
            key=row.order_no,
            title=self._where(row),
            detail=f"{number} · {self.say(row.flow)}\n{where}",
            foot=self._when(row, now),
            chip=chip(self.language, row.standing),
        )

    def _where(self, row: OrderRow) -> str:
        if row.standing is Standing.FINISHED:
            return self.t("order.where.finished")
        if row.standing is Standing.CANCELLED:
            return self.t("order.where.cancelled")
        if not row.stages:
            return self.t("orders.row.not_begun")
        stages = self.t("list.comma").join(map(partial(of, self.language), row.stages))
        if row.standing is Standing.WAITING_FOR_CUSTOMER:
            return self.t("orders.row.yours", stage=stages)
        if row.standing is Standing.PAUSED:
            return self.t("orders.row.paused", stage=stages)
        return self.t("orders.row.where", stage=stages)

    def _when(self, row: OrderRow, now: date) -> str:
        if row.ended_on is not None:
            over = "cancelled" if row.standing is Standing.CANCELLED else "finished"
            return self.t(f"orders.row.{over}", day=self.day(row.ended_on))
        if row.planned_finish is not None:
            key = "orders.row.overdue" if row.planned_finish.day < now else "orders.row.planned"
            return self.t(key, day=self.day(row.planned_finish.day))
        return self.t("orders.row.filed", day=self.day(row.filed_on))
