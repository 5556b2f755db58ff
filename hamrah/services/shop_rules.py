"""All rules that the shop has written as data, read before anybody is served by them."""

from hamrah.services.aisles import aisles
from hamrah.services.alert_rules import alert_rules
from hamrah.services.business_hours import business_hours
from hamrah.services.escalation_costs import escalation_costs
from hamrah.services.handover_rules import handover_rules
from hamrah.services.playbooks import playbooks
from hamrah.services.policies import policies
from hamrah.services.proactive_rules import message_rules
from hamrah.services.problem_rules import problem_rules
from hamrah.services.segments import segment_definitions
from hamrah.services.survey_rules import survey_rules
from hamrah.services.ticket_rules import ticket_rules

RULES = (
    *(policies, aisles, business_hours, segment_definitions, ticket_rules, handover_rules, problem_rules),
    *(survey_rules, message_rules, alert_rules, escalation_costs, playbooks),
)
"""A file comes after those that it rests on, so that a mistake is told of the file in which it stands."""


def read_shop_rules() -> None:
    """Read them all. Raises `DataFileError` or `PolicyError` naming the first wrong file and key."""
    for read in RULES:
        read()
