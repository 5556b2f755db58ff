"""What every channel must do, on WhatsApp."""

import pytest

from tests.channels.contract import ChannelContract
from tests.channels.contract_of_signs import SignContract
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.whatsapp.provider import WhatsAppProvider

pytestmark = pytest.mark.trained


class TestWhatsApp(ChannelContract, SignContract):
    @pytest.fixture
    def provider(self, fake: FakeWhatsApp) -> WhatsAppProvider:
        return WhatsAppProvider(fake)
