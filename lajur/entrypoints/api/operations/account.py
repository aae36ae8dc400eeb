"""Who am I?"""

from __future__ import annotations

from lajur.entrypoints.api import shapes
from lajur.entrypoints.api.door import TokenRequest, allow, operation


@operation("GET", "/me", needs="organisation.own_account", scope=None, answers=shapes.Me, tag="account")
def read_me(request: TokenRequest) -> shapes.Me:
    """Whom this token acts for and what it may be used for. Any valid token will do."""
    allow(request)
    agency = request.user.agency
    return shapes.Me(
        person=request.user.id,
        name=request.user.name,
        agency=agency.slug,
        agency_name=agency.name,
        zone=agency.zone,
        scopes=request.token.scopes,
        expires_at=request.token.expires_at,
    )
