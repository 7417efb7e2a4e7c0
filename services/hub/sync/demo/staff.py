"""The demonstration's staff: every handler, and one of each other post. All of them sign in alike, and how is
known to everybody; so the hub refuses demonstration data beyond this machine.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from services.hub.domain.posts import Post
from services.hub.domain.totp import secret_of
from services.hub.store.models import Employee, Grid, Hall, Handler, Team
from services.hub.sync.demo.names import mobile

KEY: Final = b"known to everybody: demonstration"
"""In place of the hub's own for second factors, so that the secret of the codes is always the same."""
PASSWORD: Final = "lamp river stone 48"  # noqa: S105 - of the demonstration
_NONCE: Final = "demonstration"
SECRET: Final = secret_of(KEY, _NONCE)
"""For an authenticator app."""

_OTHERS: Final = (
    ("9001", "调度王", Post.DISPATCHER),
    ("9002", "管理李", Post.ADMINISTRATOR),
    ("9003", "审计赵", Post.AUDITOR),
    ("9004", "运维陈", Post.MAINTENANCE),
    ("9005", "窗口周", Post.HALL_STAFF),
    ("9006", "社区吴", Post.COMMUNITY_MEMBER),
)


def add_staff(connection: Connection, company_id: int, password_hash: str, now: datetime) -> None:
    """Make them known, with their password and second factor set."""
    handlers = connection.execute(
        select(Handler.staff_no, Handler.name, Handler.team_id).where(Handler.company_id == company_id)
    ).all()
    teams = connection.execute(
        select(Team.id, Team.leader_name).where(Team.company_id == company_id).order_by(Team.id)
    ).all()
    hall = connection.execute(select(Hall.id).where(Hall.company_id == company_id)).scalars().first()
    grid = connection.execute(select(func.min(Grid.id)).where(Grid.company_id == company_id)).scalar_one()
    found: list[dict[str, Any]] = [
        _employee(row.staff_no, row.name, Post.HANDLER, team_id=row.team_id) for row in handlers
    ]
    found += [
        _employee(f"80{number:02d}", row.leader_name, Post.TEAM_LEADER, team_id=row.id)
        for number, row in enumerate(teams, 1)
    ]
    found += [
        _employee(
            *(staff_no, name, post),
            hall_id=hall,
            grid_id=grid if post is Post.COMMUNITY_MEMBER else None,
            phone=mobile(20_000 + place),
        )
        for place, (staff_no, name, post) in enumerate(_OTHERS)
    ]
    same = {
        "company_id": company_id,
        "active": True,
        "password_hash": password_hash,
        "must_change": False,
        "code_nonce": _NONCE,
        "code_confirmed_at": now,
        "created_at": now,
    }
    connection.execute(insert(Employee), [employee | same for employee in found])


def _employee(
    staff_no: str,
    name: str,
    post: Post,
    *,
    team_id: int | None = None,
    hall_id: int | None = None,
    grid_id: int | None = None,
    phone: str = "",
) -> dict[str, Any]:
    """Handlers and leaders are reached at the numbers of the import."""
    of_one = {"staff_no": staff_no, "name": name, "posts": post.value, "phone": phone}
    return of_one | {"team_id": team_id, "hall_id": hall_id, "grid_id": grid_id}
