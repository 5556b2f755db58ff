"""What an operator sets for each outside helpdesk."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from hamrah.web_address import WebAddress

SHORTEST_SECRET = 32


class HelpdeskSettings(BaseModel):
    """What every outside helpdesk needs: where it is, and how often (seconds) it is asked for changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: WebAddress
    every_seconds: float = Field(15.0, ge=1, le=3600)


class RequestTrackerSettings(HelpdeskSettings):
    """Request Tracker 5, and the user that is Hamrah's alone there: what that user does is not taken back."""

    kind: Literal["request_tracker"]
    user: str
    password: SecretStr
    queue: str = "General"


class BottleCrmSettings(HelpdeskSettings):
    """BottleCRM, and the personal access token of a user that is Hamrah's alone there."""

    kind: Literal["bottlecrm"]
    token: SecretStr


class WebhookSettings(HelpdeskSettings):
    """Any system that takes signed JSON; with the same secret it signs what it sends back."""

    kind: Literal["webhook"]
    secret: SecretStr = Field(min_length=SHORTEST_SECRET)


AnyHelpdesk = Annotated[
    RequestTrackerSettings | BottleCrmSettings | WebhookSettings,
    Field(discriminator="kind"),
]
