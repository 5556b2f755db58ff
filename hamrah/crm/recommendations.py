"""Recommendations shown and what became of them, and the tables the nightly job writes."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, Long, Name, reference


class Recommendation(Base):
    """A product shown to somebody: in which shelf and place, by which model run, for which reason (a row of the store).

    `touchpoint` is where it was shown; `model_run` stays when the run's tables have been swapped out.
    """

    __tablename__ = "recommendations"
    __table_args__ = (Index("ix_recommendations_customer", "customer_id", "shown_at"),)

    id: Mapped[Id]
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True, index=False)
    product_id: Mapped[int] = reference("products.id", cascade=True)
    shelf: Mapped[Code]
    position: Mapped[int]
    model: Mapped[Code]
    model_run: Mapped[int | None]
    touchpoint: Mapped[Code] = mapped_column(default="chat", server_default="chat")
    reason: Mapped[Data]
    shown_at: Mapped[datetime]


class RecommendationOutcome(Base):
    """What became of a shown product: `viewed`, `carted`, `bought`, `rejected`, each once, and on which touchpoint.

    A purchase names its order line, and a line counts for one recommendation only.
    """

    __tablename__ = "recommendation_outcomes"
    __table_args__ = (UniqueConstraint("recommendation_id", "kind"),)

    id: Mapped[Id]
    recommendation_id: Mapped[int] = reference("recommendations.id", cascade=True, index=False)
    kind: Mapped[Code]
    touchpoint: Mapped[Code] = mapped_column(default="chat", server_default="chat")
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id", ondelete="CASCADE"), unique=True)
    at: Mapped[datetime]


class ItemNeighbour(Base):
    """The products closest to one, the closest first, at a `level`: over `customers` or over `baskets`.

    `neighbours` is n ids of products (int64), then n numbers in 0…1 that say how close each is (float32), all
    little-endian: 12 n bytes, n at most 50. See `hamrah.recommend.packing`.
    """

    __tablename__ = "item_neighbours"

    model_run: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[Code] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    neighbours: Mapped[bytes]


class ItemFacts(Base):
    """What the reranker is told of a product: `hamrah.recommend.facts.FACTS`, in order, as little-endian float32."""

    __tablename__ = "item_facts"

    model_run: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[bytes]


class ItemPopularity(Base):
    """How much a product was bought lately, decayed by age, between 0 and 1."""

    __tablename__ = "item_popularity"
    __table_args__ = (Index("ix_item_popularity_best", "model_run", "score"),)

    model_run: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float] = mapped_column(Float)


class ScopedPopularity(Base):
    """How much a product is bought within a scope, relative to the most bought there (0 to 1).

    `scope` is `city` (`key` a city; purchases of the seven days before the fit, by where they went or were made) or
    `category` (`key` its code; decayed by age as in `ItemPopularity`). `buyers` is how many orders it rests on.
    """

    __tablename__ = "scoped_popularity"

    model_run: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[Code] = mapped_column(primary_key=True)
    key: Mapped[Code] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float] = mapped_column(Float)
    buyers: Mapped[int]


class ModelRun(Base):
    """One fit of the recommender; the newest run that is `current` is the one served.

    `weights` are the blend's, `figures` what the back-test saw, `reranker` the trees as text while the run is current
    and they won. A run and its rows are never changed, so a process may keep what it read of one.
    """

    __tablename__ = "model_runs"

    id: Mapped[Id]
    model: Mapped[Code]
    fitted_at: Mapped[datetime]
    data_from: Mapped[datetime | None]
    data_until: Mapped[datetime | None]
    parameters: Mapped[Data]
    weights: Mapped[Data] = mapped_column(default=dict, server_default="{}")
    figures: Mapped[Data] = mapped_column(default=dict, server_default="{}")
    reranker: Mapped[Long | None]
    current: Mapped[bool] = mapped_column(default=False)
