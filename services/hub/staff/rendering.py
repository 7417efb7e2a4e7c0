"""Pages from templates, in the company's colours and the reader's language."""

from collections.abc import Mapping
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.responses import Response

from services.hub.domain.chinatime import CHINA, china_date
from services.hub.staff.asked import Asked
from services.hub.staff.navigation import here_of, links_for
from services.hub.staff.words import WORDS
from services.hub.web.days import say_day, say_moment
from services.hub.web.look import look_of

_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = (
    "default-src 'none'; style-src {style}; img-src data:; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def render(asked: Asked, name: str, status: HTTPStatus = HTTPStatus.OK, **content: Any) -> Response:
    """The page of this template."""
    who = asked.who
    look = look_of(who.company_code if who else "default", _TEMPLATES / "staff.css")
    words: Mapping[str, str] = WORDS[asked.language]
    links = links_for(who.standing) if who and not who.owed else []
    today = china_date(asked.hub.now())
    html = _template(name).render(
        css=look.css,
        words=words,
        lang="zh-Hans" if asked.language == "zh" else "en",
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


@lru_cache(maxsize=16)
def _template(name: str) -> Template:
    loader = FileSystemLoader(_TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template(name)
