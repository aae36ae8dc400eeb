"""Lajur's own small drawings on a 20 × 20 grid, stroked in the colour of the text around them."""

from __future__ import annotations

from functools import cache, lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS: dict[str, str] = {
    "batal": '<circle cx="10" cy="10" r="7"/><path d="m7.5 7.5 5 5m0-5-5 5"/>',
    "berjalan": '<circle cx="10" cy="10" r="7"/><path d="M8.5 7v6l4.5-3z"/>',
    "bahasa": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c-5 4.5-5 9.5 0 14 5-4.5 5-9.5 0-14"/>',
    "cari": '<circle cx="9" cy="9" r="5.5"/><path d="m13 13 4.5 4.5"/>',
    "cetak": '<path d="M6 8V3h8v5M6 14H3V8h14v6h-3M6 12h8v5H6z"/>',
    "dokumen": '<path d="M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5m-5 3.5h5"/>',
    "ikhtisar": '<path d="M3 3v14h14M6.5 17v-5h2v5M10.5 17V7h2v10M14.5 17v-7.5h2V17"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.5V14M10 6v.6"/>',
    "jam": '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.3l2.8 1.7"/>',
    "jurnal": '<path d="M4.5 3h11v14h-11zM7.5 3v14M10 7h3m-3 3h3"/>',
    "kalender": '<path d="M3 5h14v12H3zM3 8.5h14M6.5 5V2.5M13.5 5V2.5"/>',
    "kelola": '<path d="M3 6h8m4 0h2M3 14h2m4 0h8"/><circle cx="13" cy="6" r="2"/><circle cx="7" cy="14" r="2"/>',
    "keluar": '<path d="M12 6V3H4v14h8v-3M8.5 10H17m-3-3 3 3-3 3"/>',
    "kembali": '<path d="M7 4 3.5 7.5 7 11M3.5 7.5h8a4.5 4.5 0 0 1 0 9H7"/>',
    "keputusan": '<path d="m10 3 7 7-7 7-7-7z"/>',
    "komentar": '<path d="M3 4h14v10H9l-4 3.5V14H3z"/>',
    "kosong": '<path d="M3 11 5.5 4h9L17 11v5.5H3zM3 11h4l1 2.5h4L13 11h4"/>',
    "kunci": '<path d="M4.5 9h11v8h-11zM7 9V6a3 3 0 0 1 6 0v3M10 12v2"/>',
    "lonceng": '<path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5a1.6 1.6 0 0 0 3 0M10 4V2.5"/>',
    "lampiran": '<path d="m16 9-6 6.2a3.5 3.5 0 0 1-5-5L11 4a2.3 2.3 0 0 1 3 3.3l-6 6.1a1 1 0 0 1-1.5-1.5L12 6.6"/>',
    "menunggu": '<path d="M5.5 3h9m-9 14h9M6.5 3v2.5L10 10l3.5-4.5V3m-7 14v-2.5L10 10l3.5 4.5V17"/>',
    "naik": '<path d="M10 17V4M5 9l5-5.5L15 9"/>',
    "orang": '<circle cx="10" cy="6.5" r="3.5"/><path d="M3.5 17c.5-4 3-5.5 6.5-5.5s6 1.5 6.5 5.5"/>',
    "panah-kanan": '<path d="m7.5 4 6 6-6 6"/>',
    "panah-kiri": '<path d="m12.5 4-6 6 6 6"/>',
    "pelaksanaan": '<path d="M3 3h5v4H3zM12 13h5v4h-5zM5.5 7v8H12"/>',
    "penyimpangan": '<path d="M10 3 2.5 16.5h15zM10 8v4.5m0 1.6v.6"/>',
    "saring": '<path d="M3 4h14l-5.5 6.5V16l-3 1.5v-7z"/>',
    "segera": '<circle cx="10" cy="11" r="6"/><path d="M10 8v3.3l2 1.2M8 2.5h4M10 2.5V5"/>',
    "selesai": '<circle cx="10" cy="10" r="7"/><path d="m6.8 10.2 2.3 2.3 4.3-4.8"/>',
    "serah": '<path d="M3 7h12m-3-3 3 3-3 3M17 13H5m3-3-3 3 3 3"/>',
    "sop": '<path d="M3 3h14v14H3zM3 7h14M8 7v10M13 7v10"/>',
    "sunting": '<path d="m4 13.5-.8 3.3 3.3-.8L16.5 6 14 3.5zM12 5.5 14.5 8"/>',
    "tambah": '<path d="M10 4v12M4 10h12"/>',
    "tetap": '<path d="M4 7.5h12M4 12.5h12"/>',
    "terlambat": '<circle cx="10" cy="10" r="7"/><path d="M10 5.8v5m0 2.6v.6"/>',
    "turun": '<path d="M10 3v13M5 11l5 5.5 5-5.5"/>',
    "tugas": '<path d="M3 5.2 4.5 6.7 7 4M3 13.2l1.5 1.5L7 12M10 5.5h7m-7 8h7"/>',
    "tutup": '<path d="m5 5 10 10M15 5 5 15"/>',
    "unduh": '<path d="M10 3v9m-3.5-3.5L10 12l3.5-3.5M3.5 13.5v3h13v-3"/>',
    "unggah": '<path d="M10 12.5v-9M6.5 7 10 3.5 13.5 7M3.5 13.5v3h13v-3"/>',
}

LOGO = (
    '<rect x="1" y="1" width="30" height="30" rx="3" class="logo-paper"/>'
    '<path class="logo-rule" d="M11 1v30M21 1v30"/>'
    '<path class="logo-way" d="M6 6.5v8h10v11h10"/>'
    '<circle class="logo-dot" cx="6" cy="6.5" r="2.6"/><path class="logo-dot" d="M13 12h6v5h-6zM24 23h5v5h-5z"/>'
)


@lru_cache(maxsize=512)
def icon_svg(name: str, label: str = "") -> SafeString:
    """The drawing `name`; hidden from screen readers unless `label` says what it means. Unknown: KeyError."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 20 20" {}>{}</svg>', voice, mark_safe(ICONS[name]))  # noqa: S308


@cache
def logo_svg() -> SafeString:
    """Three lanes and the way of a case through them."""
    return format_html('<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">{}</svg>', mark_safe(LOGO))  # noqa: S308
