"""What went out, what came in, who decided what; originals by hash. Append-only. Only door to sqlite3."""
