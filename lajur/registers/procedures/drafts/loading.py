"""From an address to a draft, and what was sent with it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.drafts.judging import callable_sops
from lajur.registers.procedures.models import SopDraft


def the_draft(request: SignedRequest, draft_id: UUID) -> SopDraft:
    """The agency's draft, with what pages show beside it unless somebody is typing. Raises Http404."""
    drafts = SopDraft.objects.all()
    if not is_typing(request):
        drafts = drafts.select_related("changed_by", "base", "published__procedure")
    agency = request.user.agency
    try:
        found = drafts.get(id=draft_id, agency=agency)
    except SopDraft.DoesNotExist:
        raise Http404 from None
    found.agency = agency
    return found


def is_typing(request: SignedRequest) -> bool:
    """Whether the page's script keeps what is being typed; it wants the rows that differ, not a page."""
    return bool(request.POST.get("langsung"))


def version_of(request: SignedRequest) -> int:
    """The version that the sender saw; 0, which no draft has, where he does not say."""
    sent = request.POST.get("versi", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def sop_choices(draft: SopDraft) -> dict[str, str]:
    """SOPs that a step may call: id → title, the agency's own first."""
    own = f"{draft.agency.slug}/"
    sops = callable_sops(draft.agency)
    mine = {key for key in sops if key.startswith(own)}
    names = {key.partition("/")[2] for key in mine}
    others = [key for key in sops if key not in mine and key.partition("/")[2] not in names]
    ordered = [*sorted(mine, key=lambda key: sops[key].identity.title), *others]
    return {key: sops[key].identity.title for key in ordered if key != f"{own}{draft.key}"}
