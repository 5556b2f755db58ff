"""What somebody looks for on the shop's page, beside the chat."""

from sqlalchemy.orm import Session

from hamrah.services.aisles import shelves_in
from hamrah.services.catalogue import search_products, shelf_of
from hamrah.services.identity import Principal, note_products_found
from hamrah.services.search import Search

KEPT = 5
LONGEST = 100


def note_page_search(session: Session, principal: Principal, words: str) -> bool:
    """Keep the first that a search on the page finds, as a search in the chat does; False where it finds nothing.

    `words` are the searcher's, or a category's code or name, an aisle's name.
    """
    said = words.strip()[:LONGEST]
    if not said:
        return False
    shelf = shelf_of(session, said)
    shelves = () if shelf is not None else shelves_in(session, said)
    search = Search(category=shelf, shelves=shelves, words=None if shelf or shelves else said)
    found = search_products(session, search, shop=principal.shop, limit=KEPT)
    note_products_found(session, principal, [product.id for product in found], principal.touchpoint)
    return bool(found)
