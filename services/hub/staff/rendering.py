"""Pages from templates, in the company's colours and the reader's language."""

from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from services.hub.domain.chinatime import CHINA, china_date
from services.hub.staff.asked import Asked
from services.hub.staff.navigation import here_of, links_for
from services.hub.staff.words import WORDS
from services.hub.usecases.refusal import Refused
from services.hub.web.days import say_day, say_moment
from services.hub.web.look import look_of
from services.hub.web.problems import MEANINGS
from services.hub.web.requests import hub_of

_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = (
    "default-src 'none'; style-src {style}; img-src data:; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_LANG_OF = {"zh": "zh-Hans", "en": "en"}
"""Of a language, what HTML calls it."""


def render(asked: Asked, name: str, status: HTTPStatus = HTTPStatus.OK, **content: Any) -> Response:
    """The page of this template."""
    who = asked.who
    look = look_of(who.company_code if who else "default", _TEMPLATES / "staff.css")
    words: Mapping[str, str] = WORDS[asked.language]
    links = links_for(who.standing) if who and not who.owed else []
    today = china_date(asked.hub.now())
    page = _templates().get_template(name)
    html = page.render(
        css=look.css,
        words=words,
        lang=_LANG_OF[asked.language],
        lang_of=_LANG_OF,
        other="en" if asked.language == "zh" else "zh",
        here=asked.request.url.path,
        links=links,
        on=here_of(asked.request.url.path, links),
        who=who,
        company=(who.company_zh if asked.language == "zh" else who.company_en) if who else "",
        key=who.form_key(asked.hub) if who else "",
        mark=f"{who.name} {who.staff_no} {asked.hub.now().astimezone(CHINA):%Y-%m-%d %H:%M}" if who else "",
        say_day=partial(say_day, language=asked.language, today=today),
        say_moment=partial(say_moment, language=asked.language, today=today),
        **content,
    )
    headers = {"Content-Security-Policy": _POLICY.format(style=look.source)}
    return Response(html, status, headers, "text/html; charset=utf-8")


def refused_page(asked: Asked, status: HTTPStatus, why: str) -> Response:
    """A page that says in a sentence why there is nothing to see."""
    return render(asked, "refused.html", status, why=WORDS[asked.language][f"refused.{why}"])


def trouble_page(request: Request, refused: Refused, reference: str) -> Response:
    """What went wrong, told to whoever reads a page rather than a problem's JSON; asks no database.
    `reference` is what staff find in the log.
    """
    asked = Asked(hub_of(request), request, None)
    words, meaning = WORDS[asked.language], MEANINGS[refused.code]
    why = words.get(f"refused.{refused.code.value}", words["refused.internal"]).format(reference=reference)
    response = render(asked, "refused.html", meaning.status, why=why)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


@cache
def _templates() -> Environment:
    """Each is compiled when it is first shown, and kept."""
    loader = FileSystemLoader(_TEMPLATES)
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, auto_reload=False
    )
