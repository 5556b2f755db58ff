"""The CRM store: tables by topic, engine and sessions, migrations."""
