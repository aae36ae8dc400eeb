"""Signing in: sessions, throttling, second factors, and the agency's own OpenID Connect provider."""
