"""The page that a receipt's QR code opens: plain, for a phone, in Chinese or English, without any script."""

from datetime import date, datetime
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import Response

from services.contracts.language import Language
from services.contracts.problems import Code
from services.hub.domain.chinatime import china_date
from services.hub.public.words import WORDS
from services.hub.usecases.receipt_links import PublicView, public_order
from services.hub.usecases.refusal import Refused
from services.hub.web.days import say_day, say_moment
from services.hub.web.describe import path_word
from services.hub.web.envelope import trace_of
from services.hub.web.look import look_of
from services.hub.web.requests import hub_of
from services.hub.web.routing import plain_router

router = plain_router("", "public")

_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = "default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ANEW_S = 30
_PAGE = {"content": {"text/html": {"schema": {"type": "string"}}}}
_LANGUAGE = {
    "name": "lang",
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "description": "`en` for English; anything else is Chinese.",
    "example": "en",
}


@router.get(
    "/p/{token}",
    summary="The page behind a receipt's QR code",
    operation_id="publicPage",
    response_model=None,
    response_class=Response,
    responses={
        200: {"description": "The page", **_PAGE},
        404: {"description": "No such link any more", **_PAGE},
    },
    openapi_extra={
        "security": [],
        "parameters": [path_word("token", "From the receipt's link.", "wQp1bDvKj5g3eT0yXo2RzL8m"), _LANGUAGE],
    },
)
async def get_page(request: Request) -> Response:
    """Stages and dates. An unknown or expired link gets a page that says so."""
    hub = hub_of(request)
    language: Language = "en" if request.query_params.get("lang") == "en" else "zh"
    try:
        view = await hub.work.read(partial(public_order, hub, request.path_params["token"]))
    except Refused as refused:
        if refused.code is not Code.LINK_NOT_FOUND:
            raise
        trace_of(request.scope).code = refused.code.value
        return _page("gone.html", "default", language, HTTPStatus.NOT_FOUND, {})
    return _page(
        "order.html", view.company_code, language, HTTPStatus.OK, _content(view, language, hub.now())
    )


def _content(view: PublicView, language: Language, now: datetime) -> dict[str, Any]:
    """What the template shows, its days in words."""
    today = china_date(now)
    order, words = view.order, WORDS[language]
    alone = sum(stage["state"] == "current" for stage in order["stages"]) == 1
    said = words[f"standing.{order['standing']}"] if alone else words["current"]
    stages = [
        {
            "name": stage["name"][language],
            "state": stage["state"],
            "when": _when(stage, said, language, today),
            "urged": _urged(stage["urge"], language, today),
        }
        for stage in order["stages"]
    ]
    moment = say_moment(order["provenance"]["as_of"], language, today)
    planned = [stage[name] for stage in order["stages"] for name in ("planned_start", "planned_finish")]
    return {
        "company": view.company[language],
        "phone": view.phone,
        "flow": order["flow"][language],
        "where": _where(order, language),
        "standing": order["standing"],
        "stages": stages,
        "provisional": any(day["provisional"] for day in planned if day),
        "as_of": words["as_of"].format(moment=moment, source=order["provenance"]["source"]),
        "expires": words["expires"].format(moment=say_moment(order["expires_at"], language, today)),
    }


def _where(order: dict[str, Any], language: Language) -> str:
    """Where the order is, in one sentence."""
    words, standing = WORDS[language], order["standing"]
    current = [stage["name"][language] for stage in order["stages"] if stage["state"] == "current"]
    if standing in ("finished", "cancelled"):
        return words[f"where.{standing}"]
    if not current:
        return words["where.not_begun"]
    if len(current) > 1:
        return words["where.several"].format(count=len(current))
    kind = {"paused": "paused", "waiting-for-customer": "customer"}.get(standing, "company")
    return words[f"where.{kind}"].format(stage=current[0])


def _when(stage: dict[str, Any], said: str, language: Language, today: date) -> list[str]:
    """Lines under a stage's name; `said` is how a current one stands."""
    words = WORDS[language]

    def say(key: str, day: date | None) -> list[str]:
        return [words[key].format(day=say_day(day, language, today))] if day else []

    start, finish = (
        stage[name]["day"] if stage[name] else None for name in ("planned_start", "planned_finish")
    )
    match stage["state"]:
        case "done":
            return say("done", stage["finished_on"]) or [words["finished"]]
        case "current":
            until = "until.late" if finish and finish < today else "until"
            return [said, *say("since", stage["started_on"]), *say(until, finish)]
        case "skipped":
            return [words["skipped"]]
        case "stopped":
            return [words["stopped" if stage["started_on"] else "dropped"]]
        case _:
            return say("planned", start) or [words["no_day"]]


def _urged(urge: dict[str, Any] | None, language: Language, today: date) -> str:
    """What became of the last urge."""
    if urge is None:
        return ""
    words = WORDS[language]
    if urge["answered_at"] is None:
        asked = say_moment(urge["touched_at"], language, today)
        became = words[f"became.{urge['state'].value}"]
        return words[f"{urge['kind']}.asked"].format(moment=asked, became=became)
    told = say_moment(urge["answered_at"], language, today)
    said = words[f"{urge['verdict'] or 'urge'}.answered"].format(moment=told)
    if urge["new_day"] is None:
        return said
    return said + words["new_day"].format(day=say_day(urge["new_day"], language, today))


def _page(
    name: str, company: str, language: Language, status: HTTPStatus, content: dict[str, Any]
) -> Response:
    look = look_of(company, _TEMPLATES / "page.css")
    html = _template(name).render(
        css=look.css,
        words=WORDS[language],
        lang="zh-Hans" if language == "zh" else "en",
        other="?lang=en" if language == "zh" else "?lang=zh",
        **content,
    )
    headers = {"Content-Security-Policy": _POLICY.format(style=look.source)}
    if status is HTTPStatus.OK:
        headers["Refresh"] = str(_ANEW_S)  # by itself and without a script: what it shows goes on happening
    return Response(html, status, headers, "text/html; charset=utf-8")


@lru_cache(maxsize=8)
def _template(name: str) -> Template:
    loader = FileSystemLoader(_TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template(name)
