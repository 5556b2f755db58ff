"""Having comments and tickets judged: read, judged while no transaction is held, written down."""

from hamrah.crm.engine import Sessions, transaction
from hamrah.services.comment_judging import Judge, keep_judgements, unjudged_comments
from hamrah.services.ticket_judging import keep_ticket_judgements, unjudged_tickets


def judge_comments(sessions: Sessions, judge: Judge) -> int:
    """Judge the comments that were written since the last time; how many.

    A judge takes some 50 ms a comment, so others can write meanwhile.
    """
    with sessions() as session:
        comments = unjudged_comments(session)
    if not comments:
        return 0
    said = judge([comment.text for comment in comments])
    with transaction(sessions) as session:
        return keep_judgements(session, dict(zip(comments, said, strict=True)))


def judge_tickets(sessions: Sessions, judge: Judge) -> int:
    """Judge the tickets that were opened since the last time; how many."""
    with sessions() as session:
        words = unjudged_tickets(session)
    if not words:
        return 0
    said = judge(list(words.values()))
    with transaction(sessions) as session:
        return keep_ticket_judgements(session, dict(zip(words, said, strict=True)))
