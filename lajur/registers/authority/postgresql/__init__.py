"""Django's PostgreSQL backend with the agency's border in it (settings: ENGINE)."""
