"""Say what is wrong with the texts and training sentences: `validate_locales.py [--root FOLDER]`.

One line a problem, `file: key: what`. Languages marked `draft: true` in languages.yml give warnings only. Exit code 1
if there is an error.
"""

import argparse
import sys
from pathlib import Path

from hamrah.bot.locale.validation import validate_project


def main() -> int:
    """Print the problems, warnings first, and count them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1], help="the project's folder")
    report = validate_project(parser.parse_args().root.resolve())
    for warning in report.warnings:
        print(f"warning: {warning}")
    for error in report.errors:
        print(f"error: {error}")
    print(f"locales: {len(report.errors)} errors, {len(report.warnings)} warnings")
    return 1 if report.errors else 0


if __name__ == "__main__":
    sys.exit(main())
