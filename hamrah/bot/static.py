"""The widget's files, texts and fonts, with the headers that keep a page from loading anything else."""

from functools import lru_cache
from pathlib import Path

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, file, raw
from sanic.response import json as json_response

from hamrah.bootstrap import languages, texts
from hamrah.settings import settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-src 'self'; "
)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".png": "image/png",
}
WIDGET_TEXTS = "widget_"


def static_site(web: Path, *, with_shop: bool) -> Blueprint:
    """`/widget/…` from the folder `web`, `/widget/vendor/…` from its `vendor`; the demo's `/shop/…` if asked for."""
    routes = Blueprint("static")

    async def serve_widget(request: Request, path: str) -> HTTPResponse:
        folder = web / "vendor" if path.startswith("vendor/") else web / "widget"
        return await send(folder, path.removeprefix("vendor/"), framed=True)

    async def serve_shop(request: Request, path: str = "") -> HTTPResponse:
        return await send(web / "shop", path or "index.html", framed=False)

    async def serve_texts(request: Request, language: str, ext: str) -> HTTPResponse:
        return json_response(texts_beginning(WIDGET_TEXTS, language), headers={"cache-control": "max-age=300"})

    routes.add_route(serve_texts, "/widget/texts/<language:ext=json>", name="texts")
    routes.add_route(serve_widget, "/widget/<path:path>", name="widget")
    if with_shop:
        routes.add_route(serve_shop, "/shop/<path:path>", name="shop")
        routes.add_route(serve_shop, "/shop/", name="shop_index")
    return routes


async def send(folder: Path, path: str, *, framed: bool) -> HTTPResponse:
    """A file below `folder` with its type and our headers; 404 for anything outside or of an unknown type."""
    found = (folder / path).resolve()
    if not found.is_relative_to(folder.resolve()) or found.suffix not in TYPES or not found.is_file():
        return raw(b"", status=404)
    return await file(found, mime_type=TYPES[found.suffix], headers=headers(framed=framed))


def headers(*, framed: bool) -> dict[str, str]:
    """Security headers; a `framed` page may be shown inside the pages of the embedding origins."""
    ancestors = f"'self' {settings().embedding_origins}".strip() if framed else "'none'"
    return {
        "content-security-policy": f"{POLICY}frame-ancestors {ancestors}",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
        # The one script that other origins load is a plain file without secrets.
        "cross-origin-resource-policy": "cross-origin" if framed else "same-origin",
    }


@lru_cache(maxsize=16)
def texts_beginning(prefix: str, language: str) -> dict[str, str]:
    """The messages of the catalogue whose keys begin so, in a language, English where it is not spoken."""
    code = language if language in languages().codes else "en"
    keys = [key for key in texts().message_keys if key.startswith(prefix)]
    return {key: texts().message(code, key)[0] for key in keys}
