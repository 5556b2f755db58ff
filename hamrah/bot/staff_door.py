"""The staff page: its files, its words, signing in and out. What is said there goes through the website's channel.

`POST /staff/sign-in` with an e-mail and a password gives the token that opens a session at `/chat/session`, and
a mark that the page shows at the next sign-in (`browser`).
"""

import asyncio
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, redirect
from sanic.response import json as json_response

from hamrah.bootstrap import sessions
from hamrah.bot.static import send, texts_beginning
from hamrah.crm.engine import transaction
from hamrah.services.sign_in_tries import read_browser
from hamrah.services.staff_sign_in import SignedIn, check_password, may_try, read_staff_token, sign_in, sign_out

LONGEST_BODY = 4 * 1024
PAGE_TEXTS = "desk_page_"


class _Credentials(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    email: str = Field(min_length=3, max_length=200)
    password: str = Field(min_length=1, max_length=200)
    browser: str | None = Field(None, max_length=1000)


def staff_site(web: Path) -> Blueprint:
    """The routes below `/staff`; the page's files come from the folder `web`."""
    routes = Blueprint("staff", url_prefix="/staff")

    async def serve(request: Request, path: str = "") -> HTTPResponse:
        return await send(web / "staff", path or "index.html", framed=False)

    routes.add_route(_sign_in, "/sign-in", methods=["POST"], name="sign_in")
    routes.add_route(_sign_out, "/sign-out", methods=["POST"], name="sign_out")
    routes.add_route(_texts, "/texts/<language:ext=json>", name="texts")
    routes.add_route(_to_page, "", strict_slashes=True, name="to_page")
    routes.add_route(serve, "/", strict_slashes=True, name="page")
    routes.add_route(serve, "/<path:path>", name="files")
    return routes


async def _to_page(request: Request) -> HTTPResponse:
    return redirect("/staff/")


async def _texts(request: Request, language: str, ext: str) -> HTTPResponse:
    return json_response(texts_beginning(PAGE_TEXTS, language), headers={"cache-control": "max-age=300"})


async def _sign_in(request: Request) -> HTTPResponse:
    if len(request.body) > LONGEST_BODY:
        return json_response({"error": "too_long"}, 413)
    try:
        given = _Credentials.model_validate_json(request.body)
    except ValidationError:
        return json_response({"error": "sign_in_failed"}, 401)
    source = request.remote_addr or request.ip
    signed_in = await asyncio.to_thread(_check, given, source)
    if signed_in is None:
        return json_response({"error": "sign_in_failed"}, 401)
    return json_response(
        {
            "token": signed_in.token,
            "name": signed_in.name,
            "role": signed_in.role,
            "language": signed_in.language,
            "browser": signed_in.browser_mark,
        },
        headers={"cache-control": "no-store"},
    )


async def _sign_out(request: Request) -> HTTPResponse:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind == "Bearer" and token:
        await asyncio.to_thread(_leave, token)
    return empty()


def _check(given: _Credentials, source: str) -> SignedIn | None:
    """In three steps, so that nobody else waits for the store while a password is compared."""
    browser = read_browser(given.browser)
    with transaction(sessions()) as session:
        if not may_try(session, given.email, source, browser):
            return None
    with sessions()() as session:
        checked = check_password(session, given.email, given.password)
    if checked is None:
        return None
    with transaction(sessions()) as session:
        return sign_in(session, checked, source, browser)


def _leave(token: str) -> None:
    with transaction(sessions()) as session:
        found = read_staff_token(session, token)
        if found is not None:
            sign_out(session, found[0].id)
