"""What the report commands are asked with: days, part of the shop, grouping, picture."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from hamrah.cli.errors import CommandError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hamrah.charts.plan import ChartPlan
    from hamrah.services.report_scope import ReportWish

Grouping = TypeVar("Grouping", bound=str)
Cities = Annotated[list[str] | None, typer.Option("--city", help="Only branches of this city; may be repeated.")]
Category = Annotated[str | None, typer.Option(help="Only about this category (its code).")]
Product = Annotated[str | None, typer.Option(help="Only about this product (its SKU).")]
Segment = Annotated[str | None, typer.Option(help="Only customers of this segment.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
Chart = Annotated[Path | None, typer.Option(help="Also draw the figures into this PNG file.")]
Language = Annotated[str, typer.Option(help="The language of names and chart: ur, ur-Latn or en.")]


def wish_of(
    session: "Session",
    cities: list[str] | None = None,
    category: str | None = None,
    product: str | None = None,
    segment: str | None = None,
) -> "ReportWish":
    """What part of the shop the options name. Raises `CommandError` for a name that stands for nothing.

    A report of it would be empty, and read as if nothing had happened.
    """
    from hamrah.bootstrap import lexicon
    from hamrah.services.report_goods import has_category, has_product
    from hamrah.services.report_scope import ReportWish

    if category is not None and not has_category(session, category):
        raise CommandError(f"--category {category}: there is no category with this code")
    if product is not None and not has_product(session, product):
        raise CommandError(f"--product {product}: there is no product with this SKU")
    segments = lexicon().values("segment")
    if segment is not None and segment not in segments:
        raise CommandError(f"--segment {segment}: use one of {', '.join(segments)}")
    return ReportWish(cities=tuple(cities or ()), category=category, sku=product, segment=segment)


def grouping_of(by: str, groupings: Sequence[Grouping]) -> Grouping:
    """What a report is grouped by. Raises `CommandError` for anything else than one of `groupings`."""
    found = next((name for name in groupings if name == by), None)
    if found is None:
        raise CommandError(f"--by {by}: use one of {', '.join(groupings)}")
    return found


def days_between(first: str | None, last: str | None, now: datetime, days: int) -> tuple[datetime, datetime]:
    """Whole days of the shop: from the beginning of the first (`days` ago) to the end of the last (today)."""
    from hamrah.services.local_days import shop_zone

    zone = shop_zone()
    end = _day("--to", last, zone) if last else now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = _day("--from", first, zone) if first else end - timedelta(days=days)
    if begin > end:
        raise CommandError(f"--from {begin:%Y-%m-%d} is after --to {end:%Y-%m-%d}")
    return begin.astimezone(UTC), (end + timedelta(days=1)).astimezone(UTC)


def days_of(since: datetime, until: datetime) -> tuple[date, date]:
    """The first and the last day, at the shop, of the time from `since` up to `until`."""
    from hamrah.services.local_days import shop_zone

    zone = shop_zone()
    return since.astimezone(zone).date(), (until - timedelta(microseconds=1)).astimezone(zone).date()


def _day(option: str, written: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=zone)
    except ValueError:
        raise CommandError(f"{option} {written}: write a day as YYYY-MM-DD") from None


def check_drawing(language: str, chart: Path | None) -> None:
    """Refuse a language that is none of ours, and a picture that is no PNG. Raises `CommandError`."""
    from hamrah.bootstrap import languages

    if language not in languages():
        raise CommandError(f"--language {language}: use one of {', '.join(languages().codes)}")
    if chart is not None and chart.suffix.lower() != ".png":
        raise CommandError(f"--chart {chart}: must end in .png")


def draw(plan: "ChartPlan", file: Path) -> None:
    """Draw a plan into a file. Raises `CommandError` where Urdu's font is missing."""
    from hamrah.charts.drawing import draw_plan

    with drawing(file):
        file.write_bytes(draw_plan(plan))


@contextmanager
def drawing(file: Path) -> Iterator[None]:
    """Make the folder of a picture's file, and say that it was drawn.

    Raises `CommandError` where Urdu's font is missing.
    """
    from hamrah.charts.fonts import NoUrduFont

    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except NoUrduFont as missing:
        raise CommandError(str(missing)) from None
    typer.echo(f"drawn: {file}", err=True)
