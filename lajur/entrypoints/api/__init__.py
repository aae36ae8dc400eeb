"""The HTTP API: the same permissions and refusals as the pages."""
