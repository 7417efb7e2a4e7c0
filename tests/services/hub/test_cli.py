"""What staff do at the command line, and how it says what was not done."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from services.hub.cli import main
from services.hub.cli.opening import finish
from services.hub.domain.passwords import weakness
from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.migrate import bring_up_to_date
from services.hub.store.models import Credential, Customer, Event, Hall
from tests.services.hub.running import EnrolledKiosk, RunningHub

Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def backend() -> str:
    """What is tested here asks nothing of the database that other tests do not."""
    return "sqlite"


def run(hub: RunningHub, capsys: Said, *argv: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main([*argv, *hub.options])
    out, err = capsys.readouterr()
    return code, out.strip(), err.strip()


class TestAccount:
    """A first password, and the end of a lock."""

    @pytest.mark.parametrize("by", ["account", "order"])
    def test_a_first_password_works_once(
        self, hub: RunningHub, kiosk: EnrolledKiosk, capsys: Said, by: str
    ) -> None:
        number = hub.seeded.firm.account_no if by == "account" else hub.seeded.orders["other"].order_no
        code, password, _ = run(hub, capsys, "account", "issue", number, "--company", "seeded")
        assert code == 0
        assert re.fullmatch("[0-9]{6}", password)
        assert weakness(password, [hub.seeded.firm.account_no]) is None
        assert hub.sign_in(kiosk, hub.seeded.firm.account_no).status_code == 401
        first = hub.sign_in(kiosk, number, password)
        assert first.json()["must_change_password"] is True
        assert hub.sign_in(kiosk, number, password).status_code == 401

    def test_it_is_kept_as_a_peppered_hash(self, hub: RunningHub, capsys: Said) -> None:
        number = hub.seeded.firm.account_no
        _, password, _ = run(hub, capsys, "account", "issue", number, "--company", "seeded")
        kept = hub.rows(select(Credential.password_hash).where(Credential.customer_id == hub.seeded.firm.id))
        assert kept[0].password_hash.startswith("$argon2id$")
        assert password not in repr(hub.rows(select(Credential)))
        assert password not in repr(hub.rows(select(Event)))

    def test_issuing_ends_the_customers_sessions(
        self, hub: RunningHub, session: dict[str, str], capsys: Said
    ) -> None:
        run(hub, capsys, "account", "issue", hub.seeded.person.account_no, "--company", "seeded")
        assert hub.http.get("/api/v1/orders", headers=session).status_code == 401

    def test_an_unknown_number(self, hub: RunningHub, capsys: Said) -> None:
        code, out, err = run(hub, capsys, "account", "issue", "404", "--company", "seeded")
        assert (code, out) == (1, "")
        assert err == "hub account: no account and no order has the number 404"

    def test_which_company(self, hub: RunningHub, capsys: Said) -> None:
        for argv in (["404"], ["404", "--company", "nope"]):
            code, _, err = run(hub, capsys, "account", "issue", *argv)
            assert (code, err) == (1, "hub account: say which company with --company (demo, seeded)")

    def test_unlocking(self, hub: RunningHub, capsys: Said) -> None:
        number = hub.seeded.person.account_no
        for _ in range(5):
            hub.sign_in(hub.enrol(), number, "111222")
        assert hub.sign_in(hub.enrol(), number).status_code == 429
        unlock = ("account", "unlock", number, "--company", "seeded")
        assert run(hub, capsys, *unlock)[:2] == (0, "unlocked")
        assert hub.sign_in(hub.enrol(), number).status_code == 201
        for _ in range(2):
            code, said, _ = run(hub, capsys, *unlock)
        assert (code, said) == (0, "there was nothing to unlock")

    def test_unlocking_an_account_unlocks_its_card(self, hub: RunningHub, capsys: Said) -> None:
        person = hub.seeded.person
        for _ in range(5):
            hub.sign_in(hub.enrol(), person.card_no, "111222", "card")
        run(hub, capsys, "account", "unlock", person.account_no, "--company", "seeded")
        assert hub.sign_in(hub.enrol(), person.card_no, kind="card").status_code == 201


class TestTerminal:
    """Enrolling, listing, unlocking, revoking."""

    def test_from_enrolment_to_its_end(self, hub: RunningHub, capsys: Said) -> None:
        code, word, _ = run(hub, capsys, "terminal", "enrol", "--company", "seeded")
        assert code == 0
        hub.clock.moment = datetime.now(UTC)
        answer = hub.http.post("/api/v1/kiosks", json={"code": word})
        kiosk = EnrolledKiosk(answer.json()["kiosk_id"], answer.json()["key"])
        session = hub.session(kiosk, hub.seeded.person.account_no)

        _, listed, _ = run(hub, capsys, "terminal", "list")
        assert listed.startswith(f"{kiosk.kiosk_id}  seeded  hongta  -  seen ")
        assert run(hub, capsys, "terminal", "revoke", kiosk.kiosk_id)[:2] == (0, "revoked")
        assert hub.http.get("/api/v1/orders", headers=session).json()["code"] == "unknown-terminal"
        assert run(hub, capsys, "terminal", "revoke", kiosk.kiosk_id)[:2] == (0, "was revoked before")
        assert "revoked 20" in run(hub, capsys, "terminal", "list")[1]

    def test_unlocking(self, hub: RunningHub, kiosk: EnrolledKiosk, capsys: Said) -> None:
        for at in range(5):
            hub.sign_in(kiosk, f"7777777{at}", "111222")
        assert run(hub, capsys, "terminal", "unlock", kiosk.kiosk_id)[:2] == (0, "unlocked")
        assert hub.sign_in(kiosk, hub.seeded.person.account_no).status_code == 201

    @pytest.mark.parametrize("action", ["revoke", "unlock"])
    def test_an_unknown_one(self, hub: RunningHub, capsys: Said, action: str) -> None:
        assert run(hub, capsys, "terminal", action, "kiosk-0")[::2] == (
            1,
            "hub terminal: there is no terminal kiosk-0",
        )

    def test_which_hall(self, hub: RunningHub, capsys: Said) -> None:
        hall = ("--name", "江川营业厅", "--name-en", "Jiangchuan Hall", "--phone", "0877-0010000")
        assert run(hub, capsys, "hall", "jiangchuan", *hall, "--company", "seeded")[0] == 0
        code, _, err = run(hub, capsys, "terminal", "enrol", "--company", "seeded")
        assert (code, err) == (1, "hub terminal: say which hall with --hall (hongta, jiangchuan)")
        assert run(hub, capsys, "terminal", "enrol", "--company", "seeded", "--hall", "jiangchuan")[0] == 0

    @pytest.mark.parametrize("argv", [["revoke"], ["enrol", "kiosk-1"], ["list", "kiosk-1"], ["dance"], []])
    def test_wrong_usage(self, hub: RunningHub, capsys: Said, argv: list[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            run(hub, capsys, "terminal", *argv)
        assert ended.value.code == 2


def test_a_hall_is_made_once_and_then_changed(hub: RunningHub, capsys: Said) -> None:
    for phone in ("1", "2"):
        hall = ("hongta", "--name", "红塔", "--name-en", "Hongta", "--phone", phone, "--company", "seeded")
        assert run(hub, capsys, "hall", *hall)[:2] == (0, "hongta")
    assert [tuple(row) for row in hub.rows(select(Hall.name_zh, Hall.phone))] == [("红塔", "2")]


def test_urges_for_people_and_for_programs(hub: RunningHub, session: dict[str, str], capsys: Said) -> None:
    for name in ("running", "leaderless"):
        order = hub.seeded.orders[name]
        hub.http.post(
            f"/api/v1/orders/{order.order_no}/urges",
            json={"stage_id": order.stage},
            headers=session | {"Idempotency-Key": name},
        )
    _, listed, _ = run(hub, capsys, "urges")
    first, second = listed.splitlines()
    assert first.split("  ")[1:] == [
        "YK2026110001",
        "design-review",
        "urge",
        "received",
        "2026-11-20 10:00:00",
        "刘建华",
    ]
    assert second.endswith("赵国强 (team leader)")
    rows = json.loads(run(hub, capsys, "urges", "--json")[1])
    assert [row["order_no"] for row in rows] == ["YK2026110001", "YK2026110007"]
    assert rows[0]["touched_at"] == "2026-11-20T02:00:00Z"
    assert rows[0]["working_day"] == "2026-11-20"
    assert rows[1]["to_team_leader"] is True


def test_import_takes_files_in(hub: RunningHub, capsys: Said, tmp_path: Path) -> None:
    sample = Path(__file__).parents[3] / "assets" / "import" / "sample"
    files = sorted(str(file) for file in sample.iterdir() if file.suffix in (".csv", ".xlsx"))
    before = hub.rows(select(func.count()).select_from(Customer))[0][0]
    code, said, err = run(hub, capsys, "import", *files, "--company", "seeded")
    assert code == 0, said + err
    assert hub.rows(select(func.count()).select_from(Customer))[0][0] > before
    assert run(hub, capsys, "import", "--set-aside", "--company", "seeded")[1] == "no row is set aside"


class TestSaying:
    """One line says what is wrong; the exit code says that something is."""

    def test_no_database_named(self, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("HUB_DATABASE_URL", raising=False)
        assert main(["urges"]) == 1
        assert (
            capsys.readouterr().err == "hub urges: say which database: --database-url or HUB_DATABASE_URL\n"
        )
        assert main([]) == 1
        assert capsys.readouterr().err.startswith("hub: say which database")

    def test_the_environment_names_it(
        self, hub: RunningHub, capsys: Said, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HUB_DATABASE_URL", hub.database_url)
        monkeypatch.setenv("HUB_SECRET", hub.secret_file.read_text())
        assert main(["urges"]) == 0
        assert capsys.readouterr().out == ""

    @pytest.mark.parametrize("command", [["urges"], ["terminal", "list"], ["account", "issue", "1"]])
    def test_no_database_is_made_by_mistake(self, tmp_path: Path, capsys: Said, command: list[str]) -> None:
        file = tmp_path / "typo.db"
        assert main([*command, "--database-url", f"sqlite:///{file}"]) == 1
        assert f"there is no database {file}" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_set_aside_in_a_database_that_is_not_there(self, tmp_path: Path, capsys: Said) -> None:
        file = tmp_path / "typo.db"
        assert main(["import", "--set-aside", "--database-url", f"sqlite:///{file}"]) == 2
        assert capsys.readouterr().err == f"hub import: there is no database {file}\n"
        assert list(tmp_path.iterdir()) == []

    def test_what_stops_an_import_is_not_taken_for_rows_set_aside(
        self, hub: RunningHub, capsys: Said, tmp_path: Path
    ) -> None:
        (tmp_path / "a.csv").touch()
        nowhere = tmp_path / "none.toml"
        code, _, err = run(hub, capsys, "import", str(tmp_path / "a.csv"), "--mapping", str(nowhere))
        assert (code, err) == (2, f"hub import: {nowhere}: No such file or directory")

    @pytest.mark.parametrize(
        "argv", [["import"], ["import", "a.csv", "--json"], ["import", "a", "--set-aside"]]
    )
    def test_an_import_of_nothing_or_of_two_things(self, capsys: Said, argv: list[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            main([*argv, "--database-url", "sqlite:////nowhere/hub.db"])
        assert ended.value.code == 2
        assert "--set-aside" in capsys.readouterr().err

    @pytest.mark.parametrize("command", [[], ["urges"], ["terminal", "list"]])
    def test_an_address_that_is_none(self, capsys: Said, command: list[str]) -> None:
        for url in (
            "hub.db",
            "sqlite:/hub.db",
            "postgresql+psycopg://host:port/hub",
            "postgresql+none://h/x",
        ):
            assert main([*command, "--database-url", url]) == 1
            said = capsys.readouterr().err
            assert said.startswith(" ".join(["hub", *command[:1]]) + ": ")
            assert len(said.splitlines()) == 1

    def test_a_file_that_is_no_database(self, tmp_path: Path, capsys: Said) -> None:
        file = tmp_path / "hub.db"
        file.write_text("not a database, but long enough to be looked at" * 40)
        assert main(["urges", "--database-url", f"sqlite:///{file}"]) == 1
        assert capsys.readouterr().err.startswith("hub urges: the database says: file is not a database")

    def test_a_database_that_refuses_a_row(self, hub: RunningHub, capsys: Said) -> None:
        def refused() -> int:
            with writing(hub.engine) as connection:
                connection.execute(insert(Credential), {"customer_id": 0, "password_hash": "x"})
            return 0

        assert finish("account", refused) == 1
        said = capsys.readouterr().err
        assert said.startswith("hub account: the database says: ")
        assert len(said.splitlines()) == 1

    def test_a_kind_of_database_that_is_not_supported(self, capsys: Said) -> None:
        assert main(["urges", "--database-url", "mysql://x/y"]) == 1
        assert "sqlite and postgresql, not on mysql" in capsys.readouterr().err

    def test_a_secret_that_others_can_read(self, hub: RunningHub, capsys: Said, tmp_path: Path) -> None:
        (tmp_path / "hub.db.secret").chmod(0o644)
        code, _, err = run(hub, capsys, "account", "issue", "1", "--company", "seeded")
        assert code == 1
        assert "chmod 600" in err

    def test_demonstration_data_beyond_this_machine(self, tmp_path: Path, capsys: Said) -> None:
        for host in ("0.0.0.0", "::", "192.168.1.5", "hub.example.cn"):
            assert main(["--demo", "--host", host, "--database-url", f"sqlite:///{tmp_path}/hub.db"]) == 1
            assert "--demo is for this machine alone" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("url", ["hub.example.cn", "ftp://x", "https://", "https://x/?a=b"])
    def test_a_public_address_that_is_none(self, tmp_path: Path, capsys: Said, url: str) -> None:
        assert main(["--public-url", url, "--database-url", f"sqlite:///{tmp_path}/hub.db"]) == 1
        assert "--public-url" in capsys.readouterr().err

    @pytest.mark.parametrize("proxy", ["*", "proxy.example.cn", "10.0.0.1/8", ""])
    def test_a_proxy_that_is_none(self, tmp_path: Path, capsys: Said, proxy: str) -> None:
        assert main(["--trusted-proxy", proxy, "--database-url", f"sqlite:///{tmp_path}/hub.db"]) == 1
        assert "an IP address or a network is needed" in capsys.readouterr().err

    def test_an_address_that_is_taken(self, hub: RunningHub, tmp_path: Path, capsys: Said) -> None:
        port = str(hub.http.base_url.port)
        assert main(["--port", port, "--database-url", f"sqlite:///{tmp_path}/hub.db"]) == 1
        said = capsys.readouterr().err
        assert said.startswith("hub: Address already in use")
        assert len(said.splitlines()) == 1

    def test_a_parent_that_is_none(self, tmp_path: Path, capsys: Said) -> None:
        for descriptor in ("999", "0"):
            argv = ["--parent-fd", descriptor, "--database-url", f"sqlite:///{tmp_path}/hub.db"]
            assert main(argv) == 1
            assert "--parent-fd" in capsys.readouterr().err

    def test_help_names_every_command(self, capsys: Said) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["--help"])
        assert not ended.value.code
        told = capsys.readouterr().out
        assert all(f"\n  {name} " in told for name in ("urges", "account", "terminal", "hall", "import"))

    def test_an_unknown_command(self, capsys: Said) -> None:
        assert main(["dance"]) == 2
        assert "urges" in capsys.readouterr().err


def test_several_companies_need_a_name_and_one_does_not(tmp_path: Path) -> None:
    """The demonstration's company comes with the data files; a company's own hub may take its file out."""
    from services.hub.usecases.accounts import UnknownCompany, find_company

    engine = make_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    bring_up_to_date(engine)
    with reading(engine) as connection, pytest.raises(UnknownCompany, match="none yet"):
        find_company(connection, None)
