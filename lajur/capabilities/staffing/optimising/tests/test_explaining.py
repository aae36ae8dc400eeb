"""Why somebody is, or is not, in a Pokja."""

from datetime import date

from lajur.capabilities.staffing.optimising.explaining import Explainer
from lajur.capabilities.staffing.optimising.problem import Held, Problem, Span, Weights
from lajur.capabilities.staffing.optimising.testing import make_member, make_work

POKJA = {"p1": frozenset("abc")}


def told(member, *others, pokja=POKJA, work=None, in_force=None):
    staff = (*(make_member(key) for key in "abc" if key != member.key), member, *others)
    problem = Problem(staff, (work or make_work(),), Weights(), in_force or {})
    return Explainer(problem, pokja, {"pokja": "Pokja Pemilihan"}).why("p1", member.key)


def test_a_member_is_told_that_he_qualifies_how_scarce_that_is_and_what_he_carries():
    words = told(make_member("a", name="Ani"), in_force={"p1": frozenset("a")})
    assert words == [
        "Ani memenuhi syarat: sertifikat dan jenjang cukup, tanpa benturan kepentingan, dan masuk kerja selama paket "
        "berlangsung.",
        "Hanya 3 orang memenuhi syarat untuk paket ini; semuanya diperlukan.",
        "Ani sudah menjadi anggotanya pada rencana yang berlaku.",
        "Dengan 1 paket, beban Ani 100 persen dari bagian yang merata.",
    ]


def test_every_rule_that_keeps_somebody_out_is_told():
    held = (Held("pokja", Span(date(2024, 1, 5), date(2026, 4, 1))),)
    away = (Span(date(2026, 4, 27), date(2026, 5, 8)),)
    words = told(make_member("d", name="Dedi", certificates=held, absences=away, conflicts=frozenset({"p1"})))
    assert words == [
        "Sertifikat Pokja Pemilihan Dedi hanya berlaku 5 Januari 2024 sampai 1 April 2026, tidak selama paket "
        "berlangsung.",
        "Dedi mempunyai benturan kepentingan dengan paket ini.",
        "Dedi tidak masuk 27 April 2026 sampai 8 Mei 2026, dalam masa paket ini.",
    ]


def test_somebody_without_certificate_level_or_availability_is_told_so():
    assert told(
        make_member("d", name="Dedi", certificates=(), level=1, is_available=False), work=make_work(level=2)
    ) == [
        "Dedi sedang tidak dibagi tugas.",
        "Dedi tidak mempunyai sertifikat Pokja Pemilihan.",
        "Jenjang Dedi belum cukup untuk paket ini.",
    ]


def test_somebody_who_carries_more_elsewhere_is_told_what_an_exchange_would_do():
    (words,) = told(make_member("d", name="Dedi", number=3))
    assert "beban menjadi kurang merata bila menggantikan A: dari" in words


def test_of_two_who_are_as_good_one_was_chosen():
    assert told(make_member("d", name="Dedi")) == [
        "Dedi memenuhi syarat dan sama baiknya dengan A; salah seorang dipilih."
    ]


def test_an_exchange_that_would_be_worse_is_told_with_its_figures():
    staff = tuple(make_member(key) for key in "abcd")
    pokja = {"p1": frozenset("abc"), "p2": frozenset("abd"), "p3": frozenset("acd"), "p4": frozenset("bcd")}
    explainer = Explainer(Problem(staff, tuple(make_work(key) for key in pokja)), pokja)
    assert explainer.why("p1", "d") == [
        "D memenuhi syarat, tetapi beban menjadi kurang merata bila menggantikan A: dari 100 menjadi 133 persen dari "
        "bagian yang merata, sedangkan A 100 persen."
    ]


def test_a_plan_made_by_hand_hears_of_a_better_exchange():
    staff = tuple(make_member(key) for key in "abcd")
    works = tuple(make_work(f"p{n}") for n in (1, 2, 3))
    explainer = Explainer(Problem(staff, works), dict.fromkeys(("p1", "p2", "p3"), frozenset("abc")))
    assert "bahkan lebih merata" in explainer.why("p1", "d")[0]


def test_the_steadiness_of_a_plan_is_told_as_a_reason():
    staff = (make_member("a", number=1), *(make_member(key) for key in "bcd"))
    works = tuple(make_work(f"p{n}") for n in range(8))
    pokja = {work.key: frozenset("bcd") for work in works} | {"p0": frozenset("abc")}
    problem = Problem(staff, works, Weights(steadiness=90), {"p0": frozenset("abc")})
    assert "mengubah susunan yang berlaku" in Explainer(problem, pokja).why("p0", "d")[0]


def test_who_has_reached_his_limit_is_told_so():
    staff = (*(make_member(key) for key in "abc"), make_member("d", name="Dedi", most=1))
    problem = Problem(staff, (make_work("p1"), make_work("p2")))
    explainer = Explainer(problem, {"p1": frozenset("abc"), "p2": frozenset("abd")})
    assert explainer.why("p1", "d") == ["Dedi sudah mendapat 1 paket, sebanyak batasnya."]
