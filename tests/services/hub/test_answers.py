"""Answering an urge: once, and the customer reads it."""

from typing import Any

import pytest
from sqlalchemy import select

from services.hub.cli import main
from services.hub.store.models import Event
from tests.services.hub.databases import SQLITE_ALONE
from tests.services.hub.running import RunningHub
from tests.services.hub.urging import ask, order

Said = pytest.CaptureFixture[str]


def answer(hub: RunningHub, capsys: Said, *argv: str) -> tuple[int, str]:
    """Exit code, and what was said on either output."""
    code = main(["urges", "answer", *argv, *hub.options])
    out, err = capsys.readouterr()
    return code, (out + err).strip()


def urged(hub: RunningHub, session: dict[str, str], name: str = "running", kind: str = "urge") -> str:
    return str(ask(hub, name, session, kind=kind).json()["urge_no"])


def shown(hub: RunningHub, session: dict[str, str], name: str) -> Any:
    (urge,) = (urge for stage in order(hub, session, name)["stages"] for urge in stage["urges"])
    return urge


@SQLITE_ALONE
def test_the_customer_reads_the_answer(hub: RunningHub, session: dict[str, str], capsys: Said) -> None:
    number = urged(hub, session)
    said = answer(hub, capsys, number, "--text", "材料已到，下周一施工", "--new-day", "2099-12-01")
    assert said == (0, "answered")
    told = shown(hub, session, "running")
    assert told["state"] == "answered"
    told["answer"].pop("answered_at")
    assert told["answer"] == {"text": "材料已到，下周一施工", "verdict": None, "new_day": "2099-12-01"}
    assert hub.http.get(f"/api/v1/urges/{number}", headers=session).json()["state"] == "answered"


def test_it_is_given_once(hub: RunningHub, session: dict[str, str], capsys: Said) -> None:
    number = urged(hub, session)
    answer(hub, capsys, number, "--text", "明天到场")
    assert answer(hub, capsys, number, "--text", "后天") == (1, "hub urges: it is answered already")
    assert shown(hub, session, "running")["answer"]["text"] == "明天到场"


@SQLITE_ALONE
def test_a_check_is_accepted_or_something_is_missing(
    hub: RunningHub, session: dict[str, str], capsys: Said
) -> None:
    number = urged(hub, session, "waiting", "check")
    code, why = answer(hub, capsys, number, "--text", "收到")
    assert (code, why) == (1, "hub urges: it asks to check: answer with --accepted or --missing")
    assert answer(hub, capsys, number, "--missing", "--text", "缺试验报告") == (0, "answered")
    told = shown(hub, session, "waiting")["answer"]
    assert (told["verdict"], told["text"]) == ("missing", "缺试验报告")


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("argv", "why"),
    [
        ((), "say something: --text"),
        (("--text", "好", "--accepted"), "it is an urge: there is nothing to accept"),
        (("--text", "好", "--new-day", "2020-01-01"), "the new day has passed"),
        (("--text", "长" * 201), "at most 200 characters"),
        (("--text", "一\n二"), "one line of letters and signs, please"),
    ],
)
def test_what_is_no_answer_changes_nothing(
    hub: RunningHub, session: dict[str, str], capsys: Said, argv: tuple[str, ...], why: str
) -> None:
    number = urged(hub, session)
    assert answer(hub, capsys, number, *argv) == (1, f"hub urges: {why}")
    assert (shown(hub, session, "running")["state"], shown(hub, session, "running")["answer"]) == (
        "received",
        None,
    )


def test_an_unknown_number(hub: RunningHub, capsys: Said) -> None:
    assert answer(hub, capsys, "CB0", "--text", "好") == (1, "hub urges: no urge has the number CB0")


@SQLITE_ALONE
def test_the_list_tells_what_was_answered(hub: RunningHub, session: dict[str, str], capsys: Said) -> None:
    number = urged(hub, session)
    answer(hub, capsys, number, "--text", "明天到场", "--new-day", "2099-12-01")
    main(["urges", *hub.options])
    assert capsys.readouterr().out.strip().endswith("刘建华  明天到场  by 2099-12-01")


@SQLITE_ALONE
def test_an_answer_is_an_event_without_its_words(
    hub: RunningHub, session: dict[str, str], capsys: Said
) -> None:
    number = urged(hub, session)
    answer(hub, capsys, number, "--text", "明天到场")
    (event,) = hub.rows(select(Event).where(Event.kind == "urge-answered"))
    assert (event.actor, event.order_id) == ("command-line", hub.seeded.orders["running"].id)
    assert number in event.details
    assert "明天" not in event.details


def test_the_refusal_of_a_second_urge_says_what_became_of_the_first(
    hub: RunningHub, session: dict[str, str], capsys: Said
) -> None:
    answer(hub, capsys, urged(hub, session), "--text", "明天到场")
    assert ask(hub, "running", session).json()["last_urge"]["state"] == "answered"
