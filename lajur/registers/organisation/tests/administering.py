"""An agency with people who look after it, for tests of pages in Pengelolaan and of SOPs."""

from __future__ import annotations

from lajur.registers.organisation.models import Agency, Role
from lajur.registers.organisation.testing import make_person, make_position

OLD = "Sandi-Lama-2026"


class Place:
    """An agency with its administrator, a head and an officer; every password is `OLD`."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.post = make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR])
        self.admin = make_person(agency, "Admira", self.post, password=OLD)
        self.head = make_position(agency, "Kepala", roles=[Role.HEAD])
        self.boss = make_person(agency, "Kartini", self.head, password=OLD)
        self.desk = make_position(agency, "Petugas", superior=self.head)
        self.ani = make_person(agency, "Ani", self.desk, password=OLD)
