"""Finding a Chromium to drive."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
VENDOR = Path(__file__).parents[2] / "web" / "vendor" / "deep-chat.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def find_chromium() -> str:
    """Its path; where it or the widget's npm parts are missing the test is skipped, or failed if
    `HAMRAH_REQUIRE_BROWSER=1` says that they must be there."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    missing = None
    if found is None:
        missing = "no Chromium here (apt-get install chromium)"
    elif not VENDOR.exists():
        missing = "web/vendor is not built (make setup)"
    if missing is None:
        return str(found)
    if os.environ.get("HAMRAH_REQUIRE_BROWSER") == "1":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)
