from random import Random

import pytest

from lajur.catalogue.checker import check
from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.findings import errors_in
from lajur.catalogue.reader import Document, catalogue_ids, compile, content_hash, parse
from lajur.catalogue.testing import make_filed_sop
from lajur.engine.testing import processor_seconds
from lajur.exchange.bpmn.diagram import Problem
from lajur.exchange.bpmn.drafting import measure
from lajur.exchange.bpmn.reading import Draft, read_bpmn
from lajur.exchange.bpmn.testing import NUMBERS, flow_of, sent
from lajur.exchange.bpmn.writing import BPMN, bpmn_of

HEAD = f'<?xml version="1.0"?>\n<definitions xmlns="{BPMN}" targetNamespace="asing">\n'


def foreign(body: str, pool: str = '<participant id="k" name="Izin Usaha" processRef="p"/>', around: str = "") -> bytes:
    """A file as other tools write it. The process begins on line 4, its body on line 5."""
    return (
        f'{HEAD}<collaboration id="c">{pool}{around}</collaboration>\n'
        f'<process id="p">\n{body}\n</process></definitions>'
    ).encode()


def flows(*pairs: tuple[str, ...]) -> str:
    return "\n".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"{f" name={chr(34)}{name}{chr(34)}" if name else ""}/>'
        for n, (a, b, *rest) in enumerate(pairs)
        for name in (rest[0] if rest else "",)
    )


LANES = """<laneSet id="ls"><lane id="l1" name="Front Office"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef>
</lane><lane id="l2" name="Kepala Dinas"><flowNodeRef>b</flowNodeRef><flowNodeRef>c</flowNodeRef></lane></laneSet>"""
PERMIT = (
    LANES
    + """<startEvent id="s"/><userTask id="a" name="Menerima berkas"><dataInputAssociation><sourceRef>dr</sourceRef>
<targetRef>x</targetRef></dataInputAssociation></userTask>
<boundaryEvent id="t" attachedToRef="a" cancelActivity="false"><timerEventDefinition><timeDuration>PT2H</timeDuration>
</timerEventDefinition></boundaryEvent>
<task id="b" name="Memeriksa berkas"/><exclusiveGateway id="x" name="Lengkap?"/>
<manualTask id="c" name="Menandatangani izin"/>
<endEvent id="e"/><dataObject id="do"/><dataObjectReference id="dr" name="Formulir" dataObjectRef="do"/>
"""
    + flows(("s", "a"), ("a", "b"), ("b", "x"), ("x", "c", "ya"), ("x", "a", "tidak"), ("c", "e"))
)


def read(source: bytes) -> Draft:
    draft = read_bpmn(source)
    assert isinstance(draft, Draft), draft
    return draft


def refused(source: bytes) -> list[Problem]:
    problems = read_bpmn(source)
    assert isinstance(problems, list), problems
    return problems


def compiled(draft: Draft) -> FiledSop:
    sop = compile(Document("sop.yaml", draft.content), draft.id or "uji/uji")
    assert isinstance(sop, FiledSop), sop
    return sop


def same_again(sop: FiledSop, exported: bytes) -> None:
    draft = read(exported)
    assert draft.as_sent
    assert draft.id == sop.id
    assert content_hash(draft.content) == content_hash(sop.content)
    document = parse(draft.text, "sop.yaml")
    assert isinstance(document, Document)
    assert document.content == dict(sop.content)


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_what_went_out_comes_back_equal(sop_id):
    same_again(*sent(sop_id))


def test_generated_procedures_and_every_feature_of_the_file_come_back_equal():
    same_again(make_filed_sop(), bpmn_of(make_filed_sop()))
    for number in NUMBERS:
        same_again(*sent(number))


def test_a_file_changed_in_another_tool_is_read_as_it_was_changed():
    sop, sent_out = sent("kp2mi/kepuasan-pengguna")
    exported = sent_out.decode()
    renamed = read(exported.replace("Melaksanakan survei kepuasan pelanggan", "Menjalankan survei").encode())
    assert "Menjalankan survei" in renamed.text
    moved = exported.replace(
        'sourceRef="langkah_laksanakan-survei" targetRef="langkah_teruskan-hasil"',
        'sourceRef="langkah_laksanakan-survei" targetRef="langkah_laksanakan-tindak-lanjut"',
    )
    draft = read(moved.encode())
    assert not draft.as_sent
    assert draft.content["nomor"] == sop.content["nomor"]
    again = compiled(draft)
    assert again.steps["laksanakan-survei"].next == "laksanakan-tindak-lanjut"
    assert again.steps["laksanakan-survei"].fields == sop.steps["laksanakan-survei"].fields


def test_the_flow_of_a_drawing_alone_gives_the_same_procedure(monkeypatch):
    monkeypatch.setattr("lajur.exchange.bpmn.reading._same_flow", lambda *_: False)
    for sop, exported in map(sent, [*catalogue_ids(), *NUMBERS]):
        draft = read(exported)
        again = compiled(draft)
        assert sorted(flow_of(again), key=str) == sorted(flow_of(sop), key=str), sop.id


def test_a_drawing_of_another_tool_becomes_a_draft_with_what_it_lacks():
    draft = read(foreign(PERMIT))
    document = parse(draft.text, "sop.yaml")
    assert isinstance(document, Document)
    sop = compiled(draft)
    assert sop.identity.title == "Izin Usaha"
    assert [(step.title, sop.lanes[step.lane].title) for step in sop.steps.values()] == [
        ("Menerima berkas", "Front Office"), ("Memeriksa berkas", "Kepala Dinas"),
        ("Menandatangani izin", "Kepala Dinas"),
    ]  # fmt: skip
    first, second, third = sop.steps.values()
    assert first.standard.text == "2 jam"
    assert [sop.documents[kind].title for kind in first.standard.needs] == ["Formulir"]
    assert [(way.label, way.target) for way in second.exits] == [("ya", third.key), ("tidak", first.key)]
    told = {problem.rule for problem in draft.lacking}
    assert told == {"nomor-kosong", "tanggal-kosong", "kualifikasi-kosong", "waktu-kosong", "output-kosong"}
    assert any("Memeriksa berkas" in problem.sentence and problem.line > 5 for problem in draft.lacking)
    assert {one.rule for one in errors_in(check(document, known_plugs=set(), known_sops={}))} == {
        "kelengkapan-tanpa-sumber",
        "pelaksana-tanpa-kualifikasi",
    }


def test_branches_side_by_side_are_found_and_joined():
    body = "<startEvent id='s'/><task id='a' name='Membuka'/><parallelGateway id='p1'/><task id='b' name='Satu'/>"
    body += "<task id='c' name='Dua'/><parallelGateway id='p2'/><task id='d' name='Menutup'/><endEvent id='e'/>"
    body += flows(("s", "a"), ("a", "p1"), ("p1", "b"), ("p1", "c"), ("b", "p2"), ("c", "p2"), ("p2", "d"), ("d", "e"))
    sop = compiled(read(foreign(body)))
    assert sop.steps["membuka"].fork == ("satu", "dua")
    assert sop.steps["membuka"].next == "menutup"
    assert sop.steps["satu"].group == "membuka"


def test_a_call_of_what_nobody_knows_becomes_a_plain_step_and_is_told():
    body = "<startEvent id='s'/><callActivity id='a' name='Meminta izin' calledElement='Izin_2'/><endEvent id='e'/>"
    draft = read(foreign(body + flows(("s", "a"), ("a", "e"))))
    (told,) = [problem.sentence for problem in draft.lacking if problem.rule == "panggilan"]
    assert "“Meminta izin” memanggil “Izin_2”" in told
    assert compiled(draft).first.call is None


LINE = "<startEvent id='s'/>\n{}\n<endEvent id='e'/>" + flows(("s", "a"), ("a", "e"))


@pytest.mark.parametrize(
    ("element", "rule", "word"),
    [
        ("<serviceTask id='a' name='Kirim data'/>", "unsur-ditolak", "Kirim data"),
        ("<scriptTask id='a' name='Hitung'/>", "unsur-ditolak", "Hitung"),
        ("<subProcess id='a' name='Anak'/>", "unsur-ditolak", "Anak"),
        ("<inclusiveGateway id='a' name='Salah satu'/>", "unsur-ditolak", "inklusif"),
        ("<eventBasedGateway id='a' name='Tunggu'/>", "unsur-ditolak", "Tunggu"),
        ("<intermediateCatchEvent id='a' name='Surat'><messageEventDefinition/></intermediateCatchEvent>",
         "unsur-ditolak", "Surat"),
        ("<task id='a' name='Ulang'><standardLoopCharacteristics/></task>", "ulangan-ditolak", "Ulang"),
        ("<task id='a' name='X'/><boundaryEvent id='q' name='Putus' attachedToRef='a'><timerEventDefinition/>"
         "</boundaryEvent>", "unsur-ditolak", "Putus"),
    ],
)  # fmt: skip
def test_what_a_sop_has_no_place_for_is_refused_by_name_with_its_line(element, rule, word):
    (problem, *_) = refused(foreign(LINE.format(element)))
    assert (problem.rule, problem.line) == (rule, 6)
    assert word in problem.sentence


def test_a_second_pool_a_message_and_a_second_start_are_refused():
    pools = '<participant id="k" processRef="p"/><participant id="k2" name="Warga"/>'
    problems = refused(foreign(PERMIT, pools, '<messageFlow id="m" name="Surat" sourceRef="k2" targetRef="a"/>'))
    assert {problem.rule for problem in problems} == {"kolam-lebih", "unsur-ditolak"}
    assert "Warga" in " ".join(problem.sentence for problem in problems)
    (problem,) = refused(foreign(PERMIT + '<startEvent id="s2"/>'))
    assert problem.rule == "awal-satu"


@pytest.mark.parametrize(
    ("pairs", "rule"),
    [
        ([("s", "p1"), ("p1", "b"), ("p1", "c"), ("b", "e"), ("c", "e")], "cabang-tanpa-temu"),
        ([("s", "p1"), ("p1", "b"), ("p1", "p2"), ("b", "p2"), ("p2", "e")], "cabang-kosong"),
        ([("s", "b"), ("b", "c"), ("b", "e"), ("c", "e")], "cabang-tanpa-gerbang"),
        (
            [("s", "p1"), ("p1", "b"), ("p1", "c"), ("b", "c"), ("c", "p2"), ("b", "p2"), ("p2", "e")],
            "cabang-tanpa-gerbang",
        ),
        ([("s", "b"), ("b", "p2"), ("c", "p2"), ("p2", "e")], "temu-tanpa-cabang"),
        ([("s", "e")], "tanpa-langkah"),
    ],
)
def test_flows_that_no_sheet_can_show_are_refused(pairs, rule):
    body = "<startEvent id='s'/><parallelGateway id='p1'/><parallelGateway id='p2'/><task id='b'/><task id='c'/>"
    assert refused(foreign(body + "<endEvent id='e'/>" + flows(*pairs)))[0].rule == rule


LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)) + "]><a>&j;</a>"  # fmt: skip


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (LAUGHS.encode(), "xml-terlarang"),
        (LAUGHS.encode("utf-16"), "xml-terlarang"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "xml-terlarang"),
        (b"<a>" * 5000 + b"</a>" * 5000, "xml-rusak"),
        (b"<a" + b" x='1'" * 600_000, "xml-rusak"),
        (f"{HEAD}{'<a/>' * 100_000}</definitions>".encode(), "terlalu-banyak"),
        (b"x" * (5 * 1024 * 1024), "berkas-terlalu-besar"),
        (b"\xff\xff\xff", "bukan-utf8"),
        (b"", "xml-rusak"),
        (b"<html/>", "bukan-bpmn"),
    ],
    ids=["entities", "entities in utf-16", "outside", "deep", "wide", "many", "huge", "bytes", "empty", "html"],
)
def test_hostile_files_are_refused_within_a_second(source, rule):
    assert [problem.rule for problem in refused(source)] == [rule]
    assert processor_seconds(lambda: read_bpmn(source), within=1) < 1


def test_no_damage_to_a_file_makes_the_reader_fail():
    dice = Random(5)
    exported = bpmn_of(make_filed_sop()).decode()
    body = exported[: exported.index("<bpmndi:")] + "</bpmn:definitions>"
    marks = [
        "langkah_susun", "keputusan_putuskan", "userTask", "kunci=", "lajur:isi", "lajur:butir", "sourceRef", "id=",
        "letak=\"langkah", "0", "exclusive", "bilangan", "laneSet", "dokumen_rencana", "cara=\"serentak\"",
    ]  # fmt: skip
    for _ in range(250):
        broken = body
        for mark in dice.sample(marks, dice.randint(1, 3)):
            other = dice.choice(["x", "langkah_uji-a", "task", "²", "a=", "9", "", mark + mark])
            broken = broken.replace(mark, other, dice.choice([1, 2, -1]))
        found = read_bpmn(broken.encode())
        assert isinstance(found, Draft) or (found and all(problem.sentence for problem in found))


@pytest.mark.parametrize(
    ("said", "words"), [("PT30M", "30 menit"), ("P3D", "3 hari"), ("P1DT2H", ""), ("R/P1D", ""), ("PT0M", "")]
)
def test_durations_are_read_where_they_are_of_one_unit(said, words):
    assert measure(said) == words
