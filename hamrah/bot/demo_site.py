"""The demo shop's page: products, ready sign-ins, and the phone on which the demo customer gets codes.

Served only while `HAMRAH_DEMO` is on: a real shop has its own page, and nobody may read another's messages there.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw, redirect, text
from sanic.response import json as json_response
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions, texts
from hamrah.bot.channels.readable import storable
from hamrah.demo.pictures import draw, paint
from hamrah.keys import site_keys
from hamrah.language.formatting import format_money
from hamrah.services.catalogue import list_categories
from hamrah.services.identity import find_customer_by_subject
from hamrah.services.notification_sending import notification_text
from hamrah.services.notifier import latest_notifications
from hamrah.services.showcase import Shown, picture_kind, show_one, show_page
from hamrah.services.site_tokens import issue_token
from hamrah.services.staff_sign_in import DEMO_PASSWORD, list_members

PEOPLE = ("ayesha@example.com", "bilal@example.com", "sana@example.com")
DAY = {"cache-control": "max-age=86400"}

Result = TypeVar("Result")


def demo_site() -> Blueprint:
    """The routes of the demo page's data, and the product pictures."""
    routes = Blueprint("demo")
    routes.add_route(_home, "/", name="home")
    routes.add_route(_products, "/shop/api/products", name="products")
    routes.add_route(_product, "/shop/api/products/<sku:str>", name="product")
    routes.add_route(_people, "/shop/api/people", name="people")
    routes.add_route(_staff, "/shop/api/staff", name="staff")
    routes.add_route(_inbox, "/shop/api/inbox", name="inbox")
    return routes


def picture_site() -> Blueprint:
    """The product pictures, which cards show wherever the widget stands."""
    routes = Blueprint("pictures")
    routes.add_route(_picture, "/pictures/<sku:str>/<color:ext=svg|png>", name="picture")
    return routes


async def _home(request: Request) -> HTTPResponse:
    return redirect("/shop/")


async def _products(request: Request) -> HTTPResponse:
    language, category, page = _asked(request, "lang", "en"), _asked(request, "category"), _asked(request, "page", "0")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0

    def read(session: Session) -> dict[str, Any]:
        shown, total = show_page(session, language, category, number)
        names = [(c.code, c.names.get(language) or c.names.get("en") or c.code) for c in list_categories(session)]
        categories = [{"code": code, "name": name} for code, name in names]
        return {"products": [_json(one, language) for one in shown], "categories": categories, "total": total}

    return json_response(await _read(read))


async def _product(request: Request, sku: str) -> HTTPResponse:
    language = _asked(request, "lang", "en")
    shown = await _read(lambda session: show_one(session, language, sku))
    return json_response(_json(shown, language)) if shown is not None else json_response({"error": "unknown"}, 404)


async def _people(request: Request) -> HTTPResponse:
    def read(session: Session) -> list[dict[str, Any]]:
        found = [(email, find_customer_by_subject(session, email)) for email in PEOPLE]
        keys = site_keys()
        return [{"label": one.name, "token": issue_token(keys, email)} for email, one in found if one is not None]

    return json_response([*await _read(read), {"label": None, "token": None}], headers={"cache-control": "no-store"})


async def _staff(request: Request) -> HTTPResponse:
    """One member of staff a role, with the demo's password."""

    def read(session: Session) -> list[dict[str, str]]:
        first = {member.role: member for member in reversed(list_members(session)) if member.has_password}
        return [
            {"name": one.name, "role": one.role, "email": one.email, "password": DEMO_PASSWORD}
            for one in first.values()
        ]

    return json_response(await _read(read), headers={"cache-control": "no-store"})


async def _inbox(request: Request) -> HTTPResponse:
    def read(session: Session) -> list[dict[str, Any]]:
        rows = latest_notifications(session, 10, to_customers=True)
        return [
            {
                "at": row.at.isoformat(),
                "channel": row.channel,
                "to": row.address,
                "text": notification_text(texts(), row),
            }
            for row in rows
        ]

    return json_response(await _read(read), headers={"cache-control": "no-store"})


async def _picture(request: Request, sku: str, color: str, ext: str) -> HTTPResponse:
    kind = await _read(lambda session: picture_kind(session, sku))
    named = None if (said := unquote(color)) == "plain" else said
    if ext == "png":
        return raw(await asyncio.to_thread(paint, kind or "box", named), headers=DAY, content_type="image/png")
    return text(draw(kind or "box", named), content_type="image/svg+xml", headers=DAY)


def _asked(request: Request, name: str, default: str = "") -> str:
    return storable(request.args.get(name, default))


async def _read(work: Callable[[Session], Result]) -> Result:
    def run() -> Result:
        with sessions()() as session:
            return work(session)

    return await asyncio.to_thread(run)


def _json(shown: Shown, language: str) -> dict[str, Any]:
    low = format_money(shown.low_minor, shown.currency, language)
    high = format_money(shown.high_minor, shown.currency, language)
    return {
        "sku": shown.sku,
        "name": shown.name,
        "about": shown.about,
        "price": low if low == high else f"{low} – {high}",
        "picture": f"/pictures/{shown.sku}/{shown.colors[0] if shown.colors else 'plain'}.svg",
        "colors": list(shown.colors),
        "sizes": list(shown.sizes),
        "category": shown.category,
        "in_stock": shown.in_stock,
    }
