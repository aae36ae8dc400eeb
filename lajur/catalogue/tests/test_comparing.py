"""What a draft changes in an edition, and which open steps could go on by it."""

from __future__ import annotations

from typing import Any

from lajur.catalogue import editing
from lajur.catalogue.comparing import Comparison, compare
from lajur.catalogue.editing import Changed
from lajur.catalogue.reader import canonical, catalogue_ids, from_canonical, load
from lajur.catalogue.testing import make_document
from lajur.engine.crossing import hindrance

OLD = make_document().content


def after(*changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = OLD
    for change in changes:
        found = change(content)
        content = found.content if isinstance(found, Changed) else found
        assert isinstance(content, dict), content
    return content


def rows(compared: Comparison) -> dict[str, tuple[str, ...]]:
    return {row.key: row.kinds for row in compared.rows}


def test_an_edition_does_not_differ_from_itself() -> None:
    for sop_id in catalogue_ids():
        content = canonical(load(sop_id))
        assert not compare(content, content), sop_id


def test_added_changed_moved_and_removed_rows_are_told_apart() -> None:
    new = after(
        lambda c: editing.add_row(c, near="terima", where="bawah"),
        lambda c: editing.move_row(c, "putuskan", 1),
        lambda c: editing.set_row(c, "tutup", {"no": "8", "kegiatan": "Menutup berkas lama", "pelaksana": "tim"}),
        lambda c: editing.remove_row(c, "lapor"),
    )
    told = compare(OLD, new)
    found = rows(told)
    assert found["lapor"] == ("dihapus",)
    assert [key for key, kinds in found.items() if "ditambah" in kinds] == ["langkah-14"]
    assert sum("dipindah" in kinds for kinds in found.values()) == 1, "one of the two that changed places moved"
    assert found["tutup"] == ("diubah",)
    changes = {one.name: (one.before, one.after) for row in told.rows if row.key == "tutup" for one in row.changes}
    assert changes == {"Kegiatan": ("Menutup berkas", "Menutup berkas lama"), "Pelaksana": ("Kepala", "Tim Uji")}
    assert told.count("ditambah") == 1


def test_other_numbers_alone_change_no_row() -> None:
    new = after(lambda c: editing.remove_row(c, "terima"))
    assert {key for key, kinds in rows(compare(OLD, new)).items() if kinds == ("dihapus",)} == {"terima"}
    assert "susun" not in rows(compare(OLD, new))


def test_identity_lanes_and_documents_are_compared_too() -> None:
    new = after(
        lambda c: editing.set_identity(c, {**{k: c.get(k) for k in ("judul", "tanggal", "catatan")}, "nomor": "UJI/2"}),
        lambda c: editing.set_lane(c, "kepala", {"nama": "Kepala", "kualifikasi": ["Memahami uji"]}),
        lambda c: editing.set_document(c, "izin", {"nama": "Surat izin uji", "luar": True}),
        lambda c: editing.add_lane(c, "Sekretaris"),
    )
    told = compare(OLD, new)
    assert {(one.name, one.after) for one in told.identity} >= {("Nomor", "UJI/2"), ("Disahkan oleh", "")}
    assert {one.key: one.kinds for one in told.lanes} == {"kepala": ("diubah",), "sekretaris": ("ditambah",)}
    assert [one.name for one in told.documents[0].changes] == ["Nama", "Dari luar prosedur"]


def test_an_open_step_moves_over_when_it_still_stands_where_it_stood() -> None:
    old = from_canonical(OLD, "uji/barang")

    def new(*changes: Any) -> Any:
        return from_canonical(editing.drawable(after(*changes)), "uji/barang")

    assert hindrance(old, new(lambda c: editing.move_row(c, "susun", -1)), ["susun"]) is None
    gone = hindrance(old, new(lambda c: editing.remove_row(c, "susun")), ["putuskan", "susun"])
    assert gone == "langkah 2 “Menyusun rencana” tidak ada lagi"
    moved = hindrance(old, new(lambda c: editing.out_of_sub(c, "uji-a")), ["uji-a", "uji-b"])
    assert "berubah" in str(moved)
