"""Binding a phone to an order, or changing it: by a code that the customer reads out or their papers."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from starlette.responses import Response

from services.hub.domain.acts import Act
from services.hub.domain.binding import Paper, PhoneProblem, WithoutCode
from services.hub.domain.terms import Language
from services.hub.staff.asked import Asked, go
from services.hub.staff.rendering import render
from services.hub.staff.routing import page
from services.hub.usecases.bind_phone import bind_by_code, bind_by_papers, binding_of, send_code
from services.hub.usecases.customer_language import language_by_staff
from services.hub.web.routing import plain_router

router = plain_router("", "staff", described=False)

_PATH = "/staff/orders/{order_no}/phone"
_BY_CODE, _BY_PAPERS = "code", "papers"
"""The parts of the page."""


@page(router, "GET", _PATH, needs=Act.BIND_PHONE)
async def show_binding(asked: Asked) -> Response:
    """Where the order's texts go, and both ways to change it."""
    return await _page(asked, None, "")


@page(router, "POST", f"{_PATH}/code", needs=Act.BIND_PHONE)
async def give_code(asked: Asked) -> Response:
    """The page, which waits for the code that went out."""
    problem = await _do(asked, partial(send_code, typed=asked.form.get("phone", "")))
    return go(_here(asked)) if problem is None else await _page(asked, problem, _BY_CODE)


@page(router, "POST", f"{_PATH}/typed", needs=Act.BIND_PHONE)
async def take_code(asked: Asked) -> Response:
    """The order with its new phone, or the page with what is wrong."""
    problem = await _do(asked, partial(bind_by_code, typed=asked.form.get("code", "")))
    return go(_order(asked)) if problem is None else await _page(asked, problem, _BY_CODE)


@page(router, "POST", f"{_PATH}/papers", needs=Act.BIND_PHONE)
async def take_papers(asked: Asked) -> Response:
    """The order with its new phone, or the page with what is wrong."""
    told = asked.form
    try:
        seen = Paper(told.get("paper", "")), WithoutCode(told.get("without_code", ""))
    except ValueError:
        return await _page(asked, PhoneProblem.NO_PAPERS, _BY_PAPERS)
    job = partial(bind_by_papers, typed=told.get("phone", ""), paper=seen[0], without_code=seen[1])
    problem = await _do(asked, job)
    return go(_order(asked)) if problem is None else await _page(asked, problem, _BY_PAPERS)


@page(router, "POST", f"{_PATH}/language", needs=Act.BIND_PHONE)
async def take_language(asked: Asked) -> Response:
    """The page again. What is no language changes nothing."""
    hub, who, order_no = asked.hub, asked.visitor, asked.request.path_params["order_no"]
    typed = asked.form.get("language", "")
    if typed in set(Language):
        job = partial(language_by_staff, hub, who=who, order_no=order_no, language=Language(typed))
        await hub.work.write(lambda connection: job(connection=connection))
    return go(_here(asked))


async def _do(asked: Asked, step: Callable[..., PhoneProblem | None]) -> PhoneProblem | None:
    hub, who, order_no = asked.hub, asked.visitor, asked.request.path_params["order_no"]
    return await hub.work.write(lambda connection: step(hub, connection, who, order_no))


async def _page(asked: Asked, problem: PhoneProblem | None, at: str) -> Response:
    hub, who, order_no = asked.hub, asked.visitor, asked.request.path_params["order_no"]
    found = await hub.work.read(lambda connection: binding_of(hub, connection, who, order_no))
    return render(
        asked,
        "phone.html",
        HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        papers=tuple(Paper),
        reasons=tuple(WithoutCode),
        languages=tuple(Language),
        problem=problem,
        wrong_at=at,
        typed=asked.form,
    )


def _order(asked: Asked) -> str:
    return asked.request.url.path.rpartition("/phone")[0]


def _here(asked: Asked) -> str:
    return f"{_order(asked)}/phone"
