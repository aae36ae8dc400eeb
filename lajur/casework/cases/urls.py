"""Addresses of cases, tasks, deviations and records."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from lajur.casework.cases.views import (
    answering,
    calendar,
    casefile,
    cases,
    checking,
    crossing,
    drafting,
    files,
    filters,
    handling,
    inbox,
    lists,
    picked,
    receipts,
    records,
    start,
    tasks,
)


class TaskKey:
    """A step's key and its visit: susun-rencana.2."""

    regex = r"[a-z0-9-]+\.[0-9]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TaskKey, "task")

of_task = [
    path("", tasks.task, name="cases.complete_step"),
    path("periksa/", checking.check_step, name="cases.check_step"),
    path("draf/", drafting.save_draft, name="cases.save_draft"),
    path("alihkan/", handling.hand_over, name="cases.hand_over"),
    path("kembalikan/", handling.send_back, name="cases.return_step"),
    path("lewati/", handling.skip, name="cases.skip_step"),
    path("panggil-lagi/", handling.call_again, name="cases.call_again"),
    path("unggah/", files.begin, name="cases.begin_upload"),
    path("unggah/<uuid:upload_id>/", files.part, name="cases.put_part"),
    path(
        "unggah/<uuid:upload_id>/selesai/",
        files.finish,
        name="cases.finish_upload",
    ),
    path("unggah/<uuid:upload_id>/pindah/", files.move, name="cases.move_upload"),
    path("unggah/<uuid:upload_id>/hapus/", files.drop, name="cases.drop_upload"),
]
of_case: list[URLPattern | URLResolver] = [
    path("", cases.case, name="cases.view"),
    path("komentar/", cases.comment, name="cases.comment"),
    path("batalkan/", cases.cancel, name="cases.cancel"),
    path("tunjuk/", cases.appoint, name="cases.appoint"),
    path("penyimpangan/<int:number>/jawab/", answering.answer, name="cases.answer_deviation"),
    path("penyimpangan/<int:number>/nilai/", answering.judge, name="cases.judge_deviation"),
    path("berkas.zip", casefile.download, name="cases.download_file"),
    path("<task:task>/", include(of_task)),
]
urlpatterns = [
    path("pelaksanaan/<uuid:case_id>/", include(of_case)),
    path("", inbox.front, name="cases.front"),
    path("tugas/", inbox.tasks, name="cases.inbox"),
    path("tugas/menunggu/", inbox.waiting, name="cases.waiting"),
    path("tugas/selesai/", inbox.done, name="cases.done"),
    path("tugas/baru/", inbox.news, name="cases.news"),
    path("tugas/beberapa/", picked.several, name="cases.several"),
    path("tugas/alihkan/", picked.hand_over_several, name="cases.hand_over_several"),
    path("tugas/dialihkan/<uuid:key>/", picked.handed, name="cases.handed_over"),
    path("tugas/saringan/", filters.filters, name="cases.save_filter"),
    path("tugas/saringan/bawaan/", filters.set_default, name="cases.open_with_filter"),
    path("tugas/saringan/<uuid:filter_id>/hapus/", filters.delete, name="cases.delete_filter"),
    path("pelaksanaan/", lists.cases, name="cases.list"),
    path("penyimpangan/", lists.deviations, name="cases.deviations"),
    path("pengelolaan/kalender/", calendar.year, name="cases.calendar"),
    path("pengelolaan/kalender/ubah/", calendar.change, name="cases.change_calendar"),
    path("pengelolaan/kalender/hapus/", calendar.remove, name="cases.remove_calendar_day"),
    path("sop/<slug:key>/mulai/", start.start, name="cases.start"),
    path("sop/<slug:key>/pindah/", crossing.move_over, name="cases.change_edition"),
    path("dokumen/<uuid:record_id>/", records.record, name="cases.record"),
    path("dokumen/<uuid:record_id>/unduh/", records.download, name="cases.download_record"),
    path("dokumen/<uuid:record_id>/lihat/", records.show, name="cases.show_record"),
    path("dokumen/<uuid:record_id>/versi-baru/", records.new_version, name="cases.new_version"),
    path("unggahan/<uuid:upload_id>/", receipts.receipt, name="cases.receipt"),
    path("tanda-terima/", receipts.ask, name="cases.ask_receipt"),
    path("tanda-terima/<str:code>/", receipts.check, name="cases.check_receipt"),
    path("tanda-terima/<str:code>/kode.svg", receipts.picture, name="cases.receipt_code"),
]
