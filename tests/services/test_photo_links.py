"""Links to pictures: what anybody could open is kept, what leads inside is refused in every disguise."""

import pytest

from hamrah.services.photo_links import picture_links
from hamrah.services.refusal import Refusal


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no link here", []),
        ("see https://photos.example.com/a.jpg.", ["https://photos.example.com/a.jpg"]),
        ("(https://i.postimg.cc/x_1/kurta.png?raw=1)", ["https://i.postimg.cc/x_1/kurta.png?raw=1"]),
        ("تصویر: https://drive.google.com/file/d/1a2b۔", ["https://drive.google.com/file/d/1a2b"]),
        ("https://a.example.com/1 https://a.example.com/1", ["https://a.example.com/1"]),
        ("https://shop24.pk/7.jpg", ["https://shop24.pk/7.jpg"]),
        ("HTTPS://Photos.Example.COM:443/a", ["HTTPS://Photos.Example.COM:443/a"]),
    ],
)
def test_public_links_are_found(text: str, links: list[str]) -> None:
    assert picture_links(text) == links


@pytest.mark.parametrize(
    "link",
    [
        "http://photos.example.com/a.jpg",
        "ftp://photos.example.com/a.jpg",
        "file:///etc/passwd",
        "javascript://x/%0aalert(1)",
        "www.example.com/a.jpg",
        "https://localhost/a.jpg",
        "https://shop.localhost/a.jpg",
        "https://printer.local/a.jpg",
        "https://crm.internal/a.jpg",
        "https://router.lan/",
        "https://intranet/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://127.1/a.jpg",
        "https://2130706433/a.jpg",
        "https://0x7f000001/a.jpg",
        "https://0177.0.0.1/a.jpg",
        "https://10.0.0.5/a.jpg",
        "https://192.168.1.1/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://8.8.8.8/a.jpg",
        "https://[::1]/a.jpg",
        "https://[fd00::1]/a.jpg",
        "https://[::ffff:127.0.0.1]/a.jpg",
        "https://１２７.０.０.１/a.jpg",
        "https://①②⑦.⓪.⓪.①/a.jpg",
        "https://127.0.0.1.nip.io/a.jpg",
        "https://10-0-0-1.sslip.io/a.jpg",
        "https://7f000001.nip.io/admin",
        "https://7F000001.wildcard.example.com/admin",
        "https://app-a9fea9fe.wildcard.example.com/latest/meta-data",
        "https://--1.sslip.io/a.jpg",
        "https://Shop.LocalTest.me/a.jpg",
        "https://lvh.me/a.jpg",
        "https://traefik.me./a.jpg",
        "https://photos.example.com@127.0.0.1/a.jpg",
        "https://user:secret@photos.example.com/a.jpg",
        "https://photos.example.com:8443/a.jpg",
        "https://photos.example.com:99999/a.jpg",
        "https://photos.example.com\\@127.0.0.1/",
        "https://localhost./a.jpg",
        "https://a..example.com/",
        "https:///a.jpg",
        "https://photos.example.com/" + "a" * 500,
    ],
)
def test_what_leads_inside_or_is_no_plain_public_link_is_refused(link: str) -> None:
    with pytest.raises(Refusal, match="utter_link_refused"):
        picture_links(f"my picture: {link} thanks")


def test_many_links_are_refused() -> None:
    with pytest.raises(Refusal, match="utter_too_many_links"):
        picture_links(" ".join(f"https://a{number}.example.com/" for number in range(6)))
