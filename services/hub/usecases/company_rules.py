"""A company's rules as its file has them, brought into its rows: name, limits, what is nearly late, what goes
up, what is news to customers, and its quiet hours.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from services.hub.domain.limitfiles import CompanyRules, LimitSet
from services.hub.store.models import Company, DataFile, LimitRow

Limits = Mapping[tuple[str, str], LimitSet]
"""By code and version."""

_COLUMNS = (
    LimitRow.data_file_id,
    LimitRow.flow_code,
    LimitRow.stage_code,
    LimitRow.supply,
    LimitRow.days,
    LimitRow.unit,
    LimitRow.unit_stated,
    LimitRow.counts_from,
    LimitRow.valid_from,
)


class UnknownLimits(LookupError):
    """A company's rules name limits of which there is no file."""


class UnknownRaising(LookupError):
    """A company's rules name a raising set of which there is no file."""


def check_raising(rules: CompanyRules, known: Collection[str]) -> None:
    """Raises UnknownRaising for a code that is not among the known."""
    if rules.raising not in known:
        raise UnknownRaising(f"company {rules.code} goes by the raising set {rules.raising}: there is none")


def is_settled(connection: Connection, rules: CompanyRules, limits: Limits) -> bool:
    """Whether the company's rows say what its rules say. Raises UnknownLimits."""
    missing = set(rules.limits) - {code for code, _ in limits}
    if missing:
        raise UnknownLimits(f"company {rules.code} works by limits of no file: {', '.join(sorted(missing))}")
    company = connection.execute(select(Company.__table__).where(Company.code == rules.code)).one_or_none()
    own = _own(rules)
    if company is None or {column: company._mapping[column] for column in own} != own:
        return False
    return _wanted(connection, company.id, rules, limits) == _present(connection, company.id)


def settle(connection: Connection, rules: CompanyRules, limits: Limits) -> None:
    """Make the company's rows say what its rules say."""
    updated = connection.execute(update(Company).where(Company.code == rules.code).values(_own(rules)))
    if updated.rowcount == 0:
        connection.execute(insert(Company).values(code=rules.code, **_own(rules)))
    number = connection.execute(select(Company.id).where(Company.code == rules.code)).scalar_one()
    wanted = _wanted(connection, number, rules, limits)
    connection.execute(delete(LimitRow).where(LimitRow.company_id == number))
    connection.execute(insert(LimitRow), [{"company_id": number, **row} for row in wanted])


def _own(rules: CompanyRules) -> dict[str, Any]:
    return {
        "name_zh": rules.name.zh,
        "name_en": rules.name.en,
        "nearly_late_days": rules.nearly_late_days,
        "raising": rules.raising,
        "quiet_from": rules.quiet.begins if rules.quiet else None,
        "quiet_until": rules.quiet.ends if rules.quiet else None,
        "told_at_night": ",".join(sorted(rules.told_at_night)),
        "stage_news_days": rules.stage_news_days,
    }


def _present(connection: Connection, company_id: int) -> list[dict[str, Any]]:
    query = select(*_COLUMNS).where(LimitRow.company_id == company_id).order_by(LimitRow.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _wanted(
    connection: Connection, company_id: int, rules: CompanyRules, limits: Limits
) -> list[dict[str, Any]]:
    """The limits in the order of the rules, for of two that limit the same the later holds.

    A version whose file is gone keeps the rows that it has: orders' clocks may run by it.
    """
    present = _present(connection, company_id)
    files = connection.execute(
        select(DataFile.id, DataFile.code, DataFile.version).where(
            DataFile.kind == "limits", DataFile.code.in_(rules.limits)
        )
    ).all()
    wanted: list[dict[str, Any]] = []
    for file in sorted(files, key=lambda one: (rules.limits.index(one.code), one.id)):
        content = limits.get((file.code, file.version))
        if content is None:
            wanted += [row for row in present if row["data_file_id"] == file.id]
        else:
            wanted += _rows(file.id, content)
    return wanted


def _rows(data_file_id: int, limits: LimitSet) -> list[dict[str, Any]]:
    return [
        {
            "data_file_id": data_file_id,
            "flow_code": row.flow_code,
            "stage_code": row.stage_code,
            "supply": row.supply.value,
            "days": row.limit.days,
            "unit": row.limit.unit.value,
            "unit_stated": row.unit_stated,
            "counts_from": row.counts_from,
            "valid_from": row.valid_from,
        }
        for row in limits.rows
    ]
