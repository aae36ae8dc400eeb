"""Papers of the office: numbered, worded by the agency, set as PDF, issued once. See docs/papers.md."""
