"""Who may do what, and the one way to change anything: permissions, `may`, `@action`, `@page`, the journal."""
