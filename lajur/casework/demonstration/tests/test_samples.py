"""The invented agencies beside a real one, made by the first run."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django_scopes import scopes_disabled

from lajur.casework.demonstration import build
from lajur.casework.demonstration.office import PASSWORD
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.testing import NOW, make_agency


@pytest.mark.django_db
def test_samples_have_a_password_of_their_own_and_spare_a_real_agency(monkeypatch: Any) -> None:
    lived: list[str] = []
    monkeypatch.setattr(build, "live_in", lambda agency, *rest: lived.append(agency.slug))
    with scopes_disabled():
        real = make_agency("kp2mi", name="Instansi sungguhan")
        password = build.build_samples(NOW)
        assert lived == ["pagar-alam"]
        assert not Person.objects.filter(agency=real).exists()
        assert Agency.objects.get(slug="pagar-alam").is_demo
        name = Person.objects.filter(agency__slug="pagar-alam").values_list("username", flat=True)[0]
    assert authenticate(username=name, password=password) is not None
    assert authenticate(username=name, password=PASSWORD) is None
    assert len(password) >= 16
