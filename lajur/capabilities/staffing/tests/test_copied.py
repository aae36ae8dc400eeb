"""What is known of a person's competence is personal data."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

from lajur.capabilities.staffing.models import Certificate, Staff
from lajur.capabilities.staffing.testing import Place
from lajur.casework.privacy.copying import copy_of
from lajur.registers.organisation.testing import NOW


def test_whoever_asks_for_his_data_gets_his_certificates_too(place: Place) -> None:
    staff = Staff.objects.select_related("person").first()
    assert staff is not None
    given = {"kind": "pp", "number": "A-77", "issued_on": date(2025, 5, 5)}
    Certificate.objects.create(agency=staff.agency, staff=staff, **given)
    with zipfile.ZipFile(io.BytesIO(copy_of(staff.person, NOW))) as archive:
        told = json.loads(archive.read("data/staffing.certificate.json"))
    assert [(row["sebagai"], row["number"]) for row in told if row["number"]] == [(["staff__person"], "A-77")]
