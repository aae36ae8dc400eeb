"""Work that goes back without a word: said before it is done."""

from __future__ import annotations

import pytest

from lajur.casework.cases.models import Draft
from lajur.casework.cases.testing import Office, complete
from lajur.casework.cases.tests.browsing import path
from lajur.registers.organisation.testing import done
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


def test_a_return_without_a_word_is_pointed_at(office: Office) -> None:
    deciding = office.start()
    done(complete(deciding, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    client, address = signed_in(office.koordinator), path(deciding, "periksa.1", "periksa/")
    for given, told in (
        ({"keputusan": "perbaiki"}, True),
        ({"keputusan": "perbaiki", "catatan": "Alamat belum lengkap"}, False),
        ({"keputusan": "setuju"}, False),
    ):
        draft = Draft.objects.first()
        client.post(path(deciding, "periksa.1"), {**given, "versi": str(draft.version) if draft else "0"})
        assert ("tanpa mengatakan apa yang harus diperbaiki" in words(client.get(address))) is told
