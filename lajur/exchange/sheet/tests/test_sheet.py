"""The printed sheet, proven from its PDF: every way of the procedure once, from symbol to symbol, over nothing."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from itertools import combinations

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from lajur.catalogue import reader
from lajur.engine.definition import END, Exit, Sop
from lajur.engine.testing import make_sop, make_step
from lajur.exchange.sheet.flow import FINISH, flow_of
from lajur.exchange.sheet.labels import broken
from lajur.exchange.sheet.paper import FORMATS, sheet_pdf, written_date
from lajur.exchange.sheet.tests.geometry import PrintedPage, Shape, read_pages, stretches

SHIPPED = reader.catalogue_ids()
CROSSED = 0.05  # an arrow may graze the air around a letter, not the letter


def hard_sop(seed: int, *, steps: int = 25, lanes: int = 8, returns: int = 5) -> Sop:
    """A long procedure: many lanes, returns over pages, a heading row with three branches side by side."""
    dice = random.Random(seed)
    deciders = sorted(dice.sample([at for at in range(4, steps - 1) if at not in range(10, 15)], returns))
    rows = []
    for at in range(steps):
        lane = f"pelaksana-{at if at < lanes else dice.randrange(lanes)}"
        key = f"langkah-{at}"
        given: dict[str, object] = {"no": str(at + 1), "needs": [f"dokumen-{dice.randrange(9)}"]}
        if at == 10:
            rows.append(make_step(key, lane, **given, umbrella=True, fork=("cabang-0", "cabang-1", "cabang-2"),
                                  next="langkah-11"))  # fmt: skip
            for branch in range(3):
                rows.append(make_step(f"cabang-{branch}", f"pelaksana-{dice.randrange(lanes)}", no=f"11{'abc'[branch]}",
                                      group=key, next=END))  # fmt: skip
            continue
        if at in deciders:
            back = f"langkah-{dice.choice([row for row in range(at) if row < 10])}"
            exits = [Exit("setuju", f"langkah-{at + 1}"), Exit("perlu perbaikan", back)]
            if dice.random() < 0.4:
                exits.append(Exit("dihentikan", END))
            rows.append(make_step(key, lane, **given, exits=tuple(exits)))
            continue
        rows.append(make_step(key, lane, **given))
    return make_sop(rows)


HARD = [hard_sop(seed) for seed in range(6)] + [hard_sop(7, lanes=2), hard_sop(8, lanes=3, steps=40, returns=8)]


@pytest.fixture(params=[*SHIPPED, *range(len(HARD))], ids=str)
def sheet(request: pytest.FixtureRequest) -> tuple[Sop, list[PrintedPage]]:
    return printed(request.param)


@cache
def printed(which: str | int) -> tuple[Sop, list[PrintedPage]]:
    """Printed and read back once: tests come in any order, so a fixture would do it for each of them."""
    sop = reader.load(which) if isinstance(which, str) else HARD[which]
    return sop, [page for page in read_pages(sheet_pdf(sop)) if page.shapes]


Printed = tuple[Sop, list[PrintedPage]]


def ends_of(page: PrintedPage) -> list[tuple[Shape, Shape]]:
    """The symbols at which each line of a page begins and ends; it begins where no head lies."""
    tips = [head[0] for head in page.heads]
    found = []
    for line in page.lines:
        first, last = line[0], line[-1]
        if not any(abs(x - last[0]) + abs(y - last[1]) < 0.1 for x, y in tips):
            first, last = last, first
        assert any(abs(x - last[0]) + abs(y - last[1]) < 0.1 for x, y in tips), "a line without a head"
        begins = [shape for shape in page.shapes if shape.touches(*first)]
        stops = [shape for shape in page.shapes if shape.touches(*last)]
        assert len(begins) == len(stops) == 1, f"a line from {first} to {last} ends beside its symbols"
        found.append((begins[0], stops[0]))
    return found


def test_every_way_of_the_procedure_is_drawn_exactly_once(sheet: Printed) -> None:
    sop, pages = sheet
    flow = flow_of(sop)
    symbols = [
        shape
        for page in pages
        for shape in sorted(page.shapes, key=lambda shape: shape.box[1])
        if not shape.text.isdigit()
    ]
    assert len(symbols) == len(flow.nodes)
    names = {id(shape): node.key for shape, node in zip(symbols, flow.nodes, strict=True)}
    drawn: Counter[tuple[str, str]] = Counter()
    leaving: dict[str, str] = {}
    arriving: dict[str, str] = {}
    for page in pages:
        for begin, stop in ends_of(page):
            source, target = names.get(id(begin)), names.get(id(stop))
            if source and target:
                drawn[source, target] += 1
            elif source:
                assert stop.text not in leaving, "two arrows into one connector"
                leaving[stop.text] = source
            else:
                assert target, "an arrow from connector to connector"
                assert begin.text not in arriving, "two arrows out of one connector"
                arriving[begin.text] = target
    assert leaving.keys() == arriving.keys(), "a connector without its pair"
    drawn.update((leaving[number], arriving[number]) for number in leaving)
    assert drawn == Counter((edge.source, edge.target) for edge in flow.edges)


def test_symbols_have_the_shape_of_what_they_stand_for(sheet: Printed) -> None:
    sop, pages = sheet
    shapes = [s for page in pages for s in sorted(page.shapes, key=lambda s: s.box[1]) if not s.text.isdigit()]
    for node, shape in zip(flow_of(sop).nodes, shapes, strict=True):
        assert shape.is_decision == (node.shape == "decision")
        assert shape.text == node.text


def test_no_arrow_runs_through_a_symbol(sheet: Printed) -> None:
    _, pages = sheet
    for page in pages:
        for line in page.lines:
            for left, top, right, bottom in stretches(line):
                assert not any(shape.cut_by(left, top, right, bottom, margin=0.1) for shape in page.shapes)


def test_a_line_through_a_symbol_is_noticed() -> None:
    decision = Shape([(0, 5), (10, 0), (20, 5), (10, 10)])
    assert decision.cut_by(-5, 5, 25, 5)
    assert decision.cut_by(10, -5, 10, 2)
    assert not decision.cut_by(1, -5, 1, 4)
    assert not decision.cut_by(-5, 5, 0, 5)
    assert not Shape([(0, 0), (9, 0), (9, 4), (0, 4)]).cut_by(4, 4, 4, 9)


def test_no_arrow_runs_through_a_letter(sheet: Printed) -> None:
    _, pages = sheet
    for page in pages:
        for line in page.lines:
            for left, top, right, bottom in stretches(line):
                for letter, (a, b, c, d) in page.letters:
                    beside = c < left + CROSSED or right - CROSSED < a or d < top + CROSSED or bottom - CROSSED < b
                    on = (left <= c and a <= right and top <= d and b <= bottom) and not beside
                    assert not on, f"an arrow crosses the letter {letter}"


def test_no_two_arrows_run_on_top_of_each_other(sheet: Printed) -> None:
    _, pages = sheet
    for page in pages:
        for one, other in combinations(page.lines, 2):
            for a in stretches(one):
                for b in stretches(other):
                    wide = min(a[2], b[2]) - max(a[0], b[0])
                    high = min(a[3], b[3]) - max(a[1], b[1])
                    assert not (wide > 0.1 and high > -0.1) or high > 0.1 or a[1] != a[3] or b[1] != b[3]
                    assert not (high > 0.1 and wide > -0.1) or wide > 0.1 or a[0] != a[2] or b[0] != b[2]


def test_every_exit_is_labelled(sheet: Printed) -> None:
    sop, pages = sheet
    printed = "".join(letter for page in pages for letter, _ in page.letters)
    for edge in flow_of(sop).edges:
        assert all(word in printed for word in edge.label.split())


@pytest.mark.parametrize("paper", sorted(FORMATS))
def test_pages_have_the_size_of_the_paper_and_the_head_on_each(paper: str) -> None:
    document = pdfium.PdfDocument(sheet_pdf(reader.load("kp2mi/kinerja-ukpbj"), paper=paper))
    form = FORMATS[paper]
    for number, page in enumerate(document):
        assert page.get_width() == pytest.approx(form.width * 72 / 25.4, abs=0.5)
        assert page.get_height() == pytest.approx(form.height * 72 / 25.4, abs=0.5)
        words = page.get_textpage().get_text_range()
        assert ("Mutu Baku" in words) == (number > 0)
    document.close()


def test_the_identity_page_says_what_the_file_says() -> None:
    sop = reader.load("kp2mi/kepuasan-pengguna")
    document = pdfium.PdfDocument(sheet_pdf(sop))
    words = " ".join(document[0].get_textpage().get_text_range().split())
    for text in (sop.identity.number, sop.identity.title, sop.identity.approver_name, "21 Februari 2025"):
        assert text in words
    for text in (*sop.identity.legal_bases, *sop.identity.warnings, *sop.identity.equipment):
        assert text.split()[0] in words
    document.close()


def test_the_public_address_is_printed_with_a_qr_code() -> None:
    sop, address = reader.load("pagar-alam/proses-utama-pengadaan"), "https://sop.contoh.go.id/publik/kota/pengadaan/"
    document = pdfium.PdfDocument(sheet_pdf(sop, address=address))
    words = document[0].get_textpage().get_text_range()
    drawn = sum(1 for item in document[0].get_objects(max_depth=8) if item.type == raw.FPDF_PAGEOBJ_PATH)
    document.close()
    assert address in "".join(words.split())
    plain = pdfium.PdfDocument(sheet_pdf(sop))
    assert "diperiksa" not in plain[0].get_textpage().get_text_range()
    assert drawn > sum(1 for item in plain[0].get_objects(max_depth=8) if item.type == raw.FPDF_PAGEOBJ_PATH)
    plain.close()


def test_a_label_keeps_its_words_whole() -> None:
    for lines in broken("dipertanggungjawabkan sepenuhnya"):
        assert " ".join(lines) == "dipertanggungjawabkan sepenuhnya"


def test_the_same_edition_gives_the_same_bytes() -> None:
    sop = reader.load("pagar-alam/proses-utama-pengadaan")
    assert sheet_pdf(sop) == sheet_pdf(sop)


def test_the_pdf_is_tagged_and_names_itself() -> None:
    pdf = sheet_pdf(reader.load("pagar-alam/proses-utama-pengadaan"))
    document = pdfium.PdfDocument(pdf)
    assert document.is_tagged()
    assert document.get_metadata_value("Title") == reader.load("pagar-alam/proses-utama-pengadaan").identity.title
    document.close()
    assert b"pdfuaid" in pdf


def test_dates_are_written_out() -> None:
    assert written_date("2025-02-21") == "21 Februari 2025"
    assert written_date(None) == "–"


def test_a_way_to_the_end_leads_to_selesai() -> None:
    flow = flow_of(reader.load("pagar-alam/proses-utama-pengadaan"))
    assert flow.nodes[-1].key == FINISH
    assert any(edge.target == FINISH for edge in flow.edges)
