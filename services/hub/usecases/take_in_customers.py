"""Takes customers and their accounts in."""

from collections.abc import Sequence
from typing import Any

from services.hub.store.models import Account, Customer
from services.hub.usecases.orders_phone import release_phones
from services.hub.usecases.take_in_records import UNSAID, CustomerRecord, Reason, RowRefused
from services.hub.usecases.take_in_shelf import Entry, Shelf, Taking, same

_NOBODY = Entry({})
"""A customer who is not there yet, and so does not hold any account that is."""


class CustomerBatch:
    """The customers and accounts that a batch of rows speaks of."""

    def __init__(self, taking: Taking, records: Sequence[CustomerRecord]) -> None:
        self._taking = taking
        self._customers = Shelf(taking.connection, Customer, "customer_no")
        self._accounts = Shelf(taking.connection, Account, "account_no")
        self._other_phones: set[int] = set()
        numbers = {record.customer_no for record in records}
        account_numbers = {record.account_no for record in records}
        cards = {record.card_no for record in records if isinstance(record.card_no, str)} - {""}
        ours, theirs = Customer.company_id == taking.company_id, Account.company_id == taking.company_id
        self._by_number = {
            entry["customer_no"]: entry
            for entry in self._customers.read(ours, Customer.customer_no.in_(numbers))
        }
        accounts = self._accounts.read(
            theirs, Account.account_no.in_(account_numbers) | Account.card_no.in_(cards)
        )
        self._by_account = {entry["account_no"]: entry for entry in accounts}
        self._by_card = {entry["card_no"]: entry for entry in accounts if entry["card_no"]}

    def take(self, record: CustomerRecord) -> bool:
        """Take a row in; False when all of it is older than what is known. Raises RowRefused."""
        customer = self._by_number.get(record.customer_no)
        account = self._by_account.get(record.account_no) if record.account_no else None
        fresh = is_fresh(customer, record)
        account_fresh = bool(record.account_no) and is_fresh(account, record)
        said = _customer_values(record)
        account_said = _account_values(record)
        if customer and fresh:
            refuse_contradiction(customer, said, record)
        if account and account_fresh:
            refuse_contradiction(account, {**account_said, "customer_id": customer or _NOBODY}, record)
        if account_fresh:
            self._free_card(record, account)
        if fresh:
            customer = self._write_customer(customer, said, record)
        if account_fresh and customer:
            self._write_account(account, customer, account_said, record)
        return fresh or account_fresh

    def write(self) -> None:
        """Write the rows, then the events."""
        self._customers.write()
        self._accounts.write()
        self._taking.write_events()
        taking = self._taking
        release_phones(taking.connection, self._other_phones, (), taking.actor, taking.now)

    def _write_customer(self, customer: Entry | None, said: dict[str, Any], record: CustomerRecord) -> Entry:
        if customer is None:
            values = {"phone": "", **said}
            customer = self._customers.add(
                company_id=self._taking.company_id,
                customer_no=record.customer_no,
                as_of=record.as_of,
                source=self._taking.source,
                **values,
            )
            self._by_number[record.customer_no] = customer
            self._taking.happened("customer-added", {"customer": customer}, record.as_of)
            return customer
        changed = self._customers.change(customer, said)
        self._customers.change(customer, {"as_of": record.as_of, "source": self._taking.source})
        if "phone" in changed and customer.id is not None:
            self._other_phones.add(customer.id)
        if changed:
            self._taking.happened("customer-changed", {"customer": customer, "fields": changed}, record.as_of)
        return customer

    def _write_account(
        self, account: Entry | None, customer: Entry, said: dict[str, Any], record: CustomerRecord
    ) -> None:
        if account is None:
            values = {"address": "", "card_no": None, **said}
            account = self._accounts.add(
                company_id=self._taking.company_id,
                account_no=record.account_no,
                customer_id=customer,
                as_of=record.as_of,
                **values,
            )
            self._by_account[record.account_no] = account
            details = {"account": account, "customer": customer}
            self._taking.happened("account-added", details, record.as_of)
        else:
            old_card = account["card_no"]
            changed = self._accounts.change(account, {**said, "customer_id": customer})
            self._accounts.change(account, {"as_of": record.as_of})
            if old_card and old_card != account["card_no"]:
                self._by_card.pop(old_card, None)
            if changed:
                self._taking.happened(
                    "account-changed", {"account": account, "fields": changed}, record.as_of
                )
        if account["card_no"]:
            self._by_card[account["card_no"]] = account

    def _free_card(self, record: CustomerRecord, account: Entry | None) -> None:
        """Take the card from another account that newer data gives it to. Raises RowRefused (card-taken)."""
        if not isinstance(record.card_no, str) or not record.card_no:
            return
        holder = self._by_card.get(record.card_no)
        if holder is None or holder is account:
            return
        if holder["as_of"] >= record.as_of:
            zh, en = "会员卡号已属于另一户号", "the card belongs to another account"
            raise RowRefused(Reason.CARD_TAKEN, zh, en)
        self._accounts.change(holder, {"card_no": None})
        self._taking.happened("account-changed", {"account": holder, "fields": ["card_no"]}, record.as_of)


def is_fresh(entry: Entry | None, record: Any) -> bool:
    """Whether a record is at least as new as what is known."""
    return entry is None or entry["as_of"] <= record.as_of


def refuse_contradiction(entry: Entry, said: dict[str, Any], record: Any) -> None:
    """Refuse a record that says something else than another of the very same moment did.

    Otherwise two rows of one export that differ would undo each other at every import. Filling in what was
    empty is no contradiction.
    """
    if entry["as_of"] != record.as_of:
        return
    for column, value in said.items():
        if entry[column] not in (None, "") and not same(entry[column], value):
            zh = f"同一时刻的另一行数据与此不同（{column}）；如需更正请导出新文件"
            en = f"another row of the same moment says otherwise ({column}); export anew to correct it"
            raise RowRefused(Reason.CONTRADICTION, zh, en)


def said_only(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that the file has no column for."""
    return {column: value for column, value in values.items() if value is not UNSAID}


def _customer_values(record: CustomerRecord) -> dict[str, Any]:
    return said_only({"name": record.name, "kind": record.kind.value, "phone": record.phone})


def _account_values(record: CustomerRecord) -> dict[str, Any]:
    card = record.card_no
    return said_only({"address": record.address, "card_no": None if card == "" else card})
