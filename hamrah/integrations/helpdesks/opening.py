"""The helpdesks that the settings name, as adapters of the port."""

from hamrah.helpdesk_settings import AnyHelpdesk, BottleCrmSettings, RequestTrackerSettings
from hamrah.integrations.helpdesks.bottlecrm import BottleCrm
from hamrah.integrations.helpdesks.port import Helpdesk
from hamrah.integrations.helpdesks.request_tracker import RequestTracker
from hamrah.integrations.helpdesks.webhook import Webhook


def open_helpdesk(name: str, config: AnyHelpdesk) -> Helpdesk:
    """The adapter for one helpdesk. Nothing is asked of it yet."""
    if isinstance(config, RequestTrackerSettings):
        return RequestTracker(config)
    if isinstance(config, BottleCrmSettings):
        return BottleCrm(config)
    return Webhook(name, config)
