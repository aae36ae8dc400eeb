"""The procedures of an agency and their editions: which one is in force, and what a case was pinned to."""
