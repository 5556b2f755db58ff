"""What is served beside the conversation: only the widget's and the shop's files, closed to everything foreign."""

import http.client
from urllib.parse import urlsplit

import pytest
import requests

from tests.bot.site import Site, open_site
from tests.dialogues.stage import Stage

pytestmark = pytest.mark.trained

NOTHING_FOREIGN = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
]


def get(site: Site, path: str) -> requests.Response:
    return requests.get(site.url + path, timeout=10)


def get_as_written(site: Site, path: str) -> tuple[int, bytes]:
    """The answer to a path that no client would leave as it is."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read()


def directives(answer: requests.Response) -> list[str]:
    return [part.strip() for part in answer.headers["content-security-policy"].split(";") if part.strip()]


@pytest.mark.parametrize(
    "path", ["/widget/frame.html", "/shop/", "/shop/index.html", "/widget/embed.js", "/shop/shop.js"]
)
def test_a_page_may_load_nothing_from_elsewhere(site: Site, path: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 200
    policy = directives(answer)
    assert not set(NOTHING_FOREIGN) - set(policy)
    assert not any(loose in " ".join(policy) for loose in ("unsafe", "http:", "https:", "*"))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_widget_may_be_framed_where_the_operator_says_and_the_shop_nowhere(stage: Stage) -> None:
    origins = "https://shop.example https://m.shop.example:8443"
    with open_site(stage, HAMRAH_EMBEDDING_ORIGINS=origins) as opened:
        assert f"frame-ancestors 'self' {origins}" in directives(get(opened, "/widget/frame.html"))
        assert "frame-ancestors 'none'" in directives(get(opened, "/shop/"))


def test_the_widget_is_framed_by_its_own_origin_alone_unless_told_otherwise(site: Site) -> None:
    assert "frame-ancestors 'self'" in directives(get(site, "/widget/frame.html"))


@pytest.mark.parametrize(
    "path",
    [
        "/widget/../settings.py",
        "/widget/../../hamrah/settings.py",
        "/widget/%2e%2e/%2e%2e/hamrah/settings.py",
        "/widget/..%2f..%2fpyproject.toml",
        "/widget/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/widget/..%5c..%5cpyproject.toml",
        "/widget/vendor/../../package.json",
        "/widget/vendor/%2e%2e/package.json",
        "/widget//etc/passwd",
        "/widget/%2fetc%2fpasswd",
        "/widget/vendor//etc/passwd",
        "/shop/..%2fpackage.json",
        "/shop/../package.json",
        "/shop/%00index.html",
        "/shop/index.html%00.js",
        "/shop/%ff",
        "/widget/texts/..%2f..%2fen.json",
        "/" + "../" * 20 + "etc/passwd",
    ],
)
def test_no_path_leads_out(site: Site, path: str) -> None:
    status, body = get_as_written(site, path)
    assert status in (400, 404), body[:80]
    assert b"root:" not in body and b"dependencies" not in body and b"Settings" not in body


@pytest.mark.parametrize(
    "path", ["/widget/", "/widget/nothing.js", "/widget/vendor", "/shop/texts", "/shop/nothing.html", "/build.mjs"]
)
def test_what_is_not_there_is_not_there(site: Site, path: str) -> None:
    assert get(site, path).status_code == 404


def test_a_file_of_an_unknown_type_is_not_served(site: Site) -> None:
    from hamrah.settings import settings

    assert (settings().web_dir / "vendor" / "deep-chat.LICENSE.txt").is_file()
    assert get(site, "/widget/vendor/deep-chat.LICENSE.txt").status_code == 404
    assert get(site, "/widget/vendor/deep-chat.js").status_code == 200


@pytest.mark.parametrize(("language", "as_in"), [("ur", "ur"), ("en", "en"), ("xx", "en"), ("%00", "en")])
def test_the_widgets_own_words_come_in_a_language_there_is(site: Site, language: str, as_in: str) -> None:
    words = get(site, f"/widget/texts/{as_in}.json").json()
    assert words["widget_send"]
    assert get(site, f"/widget/texts/{language}.json").json() == words


@pytest.mark.parametrize(
    "path",
    [
        "/shop/api/products/NO-SUCH",
        "/shop/api/products/%00",
        "/shop/api/products/%ff%fe",
        "/shop/api/products/%ED%A0%80",
        "/pictures/NO-SUCH/red.svg",
        "/pictures/NO-SUCH/red.png",
        "/pictures/%00/red.svg",
        "/pictures/%ED%A0%80/red.svg",
        "/pictures/x/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E.svg",
        "/shop/api/products?page=-1&lang=%00&category=%ff",
        "/shop/api/products?page=99999999999999999999",
    ],
)
def test_odd_addresses_of_the_demo_page_do_no_harm(site: Site, path: str) -> None:
    status, body = get_as_written(site, path)
    assert status in (200, 400, 404), body[:200]
    assert b"<script" not in body and b"Traceback" not in body


def test_a_picture_is_drawn_as_one(site: Site) -> None:
    shown = get(site, "/shop/api/products").json()["products"][0]
    picture = get(site, shown["picture"])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.lstrip().startswith("<svg") and "<script" not in picture.text


DEMO = ["/", "/shop/api/products", "/shop/api/people", "/shop/api/inbox", "/shop/", "/shop/shop.js"]


def test_the_demo_page_signs_people_in_and_shows_their_codes(site: Site) -> None:
    people = get(site, "/shop/api/people").json()
    assert people[0]["label"] == "Ayesha Khan"
    assert people[-1] == {"label": None, "token": None}
    assert get(site, "/shop/api/inbox").status_code == 200
    assert get(site, "/shop/api/inbox").headers["cache-control"] == "no-store"


def test_a_real_shop_has_no_demo_page(stage: Stage) -> None:
    with open_site(stage, HAMRAH_DEMO="false") as opened:
        for path in DEMO:
            answer = get(opened, path)
            assert answer.status_code == 404, path
            assert "token" not in answer.text
        for path in ("/widget/frame.html", "/widget/embed.js", "/pictures/x/red.svg", "/health"):
            assert get(opened, path).status_code == 200, path
        assert opened.browser().say("hello").status_code == 200
