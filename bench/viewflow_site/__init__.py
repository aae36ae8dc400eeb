"""The Django project that hosts the Viewflow peer. Run by the benchmark only (Viewflow is AGPL)."""
