"""Write a migration from what the tables say now: `new_migration.py "say what it does"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from hamrah.crm.engine import open_engine
from hamrah.crm.migrate import MIGRATIONS, migrate


def main() -> None:
    """Make the new revision file beside the others."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate(engine)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        number = f"{len(list((MIGRATIONS / 'versions').glob('*.py'))) + 1:04d}"
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, sys.argv[1], autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main()
