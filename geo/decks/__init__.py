"""Where decks are kept: one code for SQLite and PostgreSQL; each save is a version."""
