"""CDNOW's new customers of early 1997, the tenth of them that the papers use: facts to hold the models against.

`cdnow.csv` was summed up by day from the purchases that Peter Fader and Bruce Hardie publish (CDNOW_sample at
brucehardie.com/datasets): repeat purchases, days from the first to the last and to 30 September 1997, mean spend of the
repeat purchases in dollars, and the days with a purchase in the 39 weeks after that.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hamrah.worth.arrays import Floats
from hamrah.worth.bg_nbd import Histories

WEEKS_LATER = 39.0


@dataclass(frozen=True)
class Cdnow:
    """The customers: what the models see, in weeks, what they spent at a time, and what they bought later."""

    seen: Histories
    mean_spend: Floats
    later: Floats


def read_cdnow() -> Cdnow:
    rows = np.loadtxt(Path(__file__).with_name("cdnow.csv"), delimiter=",", skiprows=1)
    repeats, last, observed, mean_spend, later = rows.T
    return Cdnow(Histories(repeats, last / 7, observed / 7), mean_spend, later)
