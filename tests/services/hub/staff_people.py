"""Employees of the seeded company, and a browser's worth of HTTP for one of them."""

import re
from dataclasses import dataclass, field

import httpx
import pyotp
from sqlalchemy import select

from services.hub.domain.posts import Post
from services.hub.domain.totp import secret_of
from services.hub.store.engine import reading, writing
from services.hub.store.models import Employee
from services.hub.usecases.employees import NewEmployee, add_employee
from tests.services.hub.running import RunningHub

OWN_PASSWORD = "seven green kettles on a hill"
TEAM, HALL = "业扩一班", "hongta"
HANDLERS_NUMBER = "H001"
"""The seeded handler's."""


@dataclass
class Person:
    """Somebody before a browser."""

    hub: RunningHub
    staff_no: str
    first_password: str
    http: httpx.Client = field(init=False)
    _key: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.hub.url, timeout=30, verify=False, follow_redirects=True)
        self.hub._closing.append(self.http)

    def get(self, path: str) -> httpx.Response:
        return self._on(self.http.get(path))

    def post(self, path: str, **fields: str) -> httpx.Response:
        """As the form of the page that they are on would."""
        return self._on(self.http.post(path, data={"key": self.key, **fields}))

    @property
    def key(self) -> str:
        """What the forms carry of the page that they are on, or of their first one."""
        if self._key is None:
            self.get("/staff")
        return self._key or ""

    def _on(self, page: httpx.Response) -> httpx.Response:
        found = re.search(r'name="key" value="([0-9a-f]*)"', page.text)
        self._key = found.group(1) if found else None
        return page

    def code(self) -> str:
        """What their app shows now."""
        with reading(self.hub.engine) as connection:
            nonce = connection.execute(
                select(Employee.code_nonce).where(Employee.staff_no == self.staff_no)
            ).scalar_one()
        secret = secret_of(self.hub.hub.secrets.staff, nonce)
        return pyotp.TOTP(secret).at(self.hub.clock.now())

    def sign_in(self, password: str | None = None) -> httpx.Response:
        return self.post("/staff/sign-in", number=self.staff_no, password=password or self.first_password)

    def settle(self) -> "Person":
        """The whole first sign-in."""
        self.sign_in()
        self.post("/staff/enrolment", code=self.code())
        self.post("/staff/password", password=OWN_PASSWORD, again=OWN_PASSWORD)
        return self


def employ(hub: RunningHub, staff_no: str, *posts: Post, name: str = "刘建华", team: str = TEAM) -> Person:
    """Somebody new, who has not signed in yet."""
    new = NewEmployee(staff_no, name, posts, team, HALL if Post.HALL_STAFF in posts else "")
    with writing(hub.engine) as connection:
        password = add_employee(hub.hub, connection, hub.seeded.company_id, new, "test")
    return Person(hub, staff_no, password)
