"""Wordings are Jinja templates that agencies write themselves: only data, conditions, loops and a few filters.

Nothing can be called, included or defined; loops, output and numbers are bounded by counting, so that the same wording
always ends the same way. Whatever data says stays plain text: signs that would mean something to `structure` are
replaced by private ones on the way out of a blank.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from lajur.casework.documents.papers.rules import in_words, long_date
from lajur.engine.refusal import Words

MOST_SOURCE, MOST_TEXT, MOST_STEPS, MOST_VALUE = 60_000, 400_000, 20_000, 100_000
"""Letters of a wording, letters of what it yields, turns of all its loops together, letters of one value."""
MOST_WORK = 1_000_000
"""Things that lists, comparisons, filters and blanks look at, all together: a list that holds itself twice, thirty
times over, is short to write and never ends."""
SHIELD = {"*": "\ue001", "|": "\ue002", "\r": "", "\n": "\ue003", ":": "\ue004"}
GUARD = "\ue000"
"""Stands before every value, so that a line that begins with one is not read as a mark."""
_SHIELDS = str.maketrans(SHIELD)
_PRIVATE = dict.fromkeys((*range(0xE000, 0xE010), *range(9), 11, 12, *range(14, 32)))
_OPEN = str.maketrans({GUARD: None, "\ue001": "*", "\ue002": "|", "\ue003": "\n", "\ue004": ":"})


class WordingFault(Exception):
    """What is wrong with a wording, in words, and where: `line` counts from 1, 0 where it is not known."""

    def __init__(self, line: int, said: Words) -> None:
        super().__init__(said.template)
        self.line, self.said = line, said


class _TooMuch(Exception):
    pass


class _Told(Exception):
    """Raised by our own filters: what is wrong, in words."""

    def __init__(self, said: Words) -> None:
        super().__init__(said.template)
        self.said = said


def opened(text: str) -> str:
    """A text as it is set: the private signs are what they stood for."""
    return text.translate(_OPEN)


def plain(value: Any) -> Any:
    """Data for a wording: texts, numbers, lists and maps, nothing that can do anything."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return str(value)


def written(wording: str, data: Mapping[str, Any]) -> str:
    """The wording filled with `data`. Raises WordingFault."""
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError, TemplateRuntimeError

    if len(wording) > MOST_SOURCE:
        raise WordingFault(0, Words("Naskah templat terlalu panjang."))
    environment, steps = _environment(), _Steps()
    try:
        code = environment.compile(_checked(environment, wording), name="naskah", filename="<naskah>")
        template = environment.template_class.from_code(environment, code, {})
        parts, size = [], 0
        for part in template.generate({**plain(data), "_steps": steps}):
            size += len(part)
            if size > MOST_TEXT:
                raise _TooMuch
            parts.append(part)
        return "".join(parts)
    except WordingFault:
        raise
    except TemplateSyntaxError as error:
        raise WordingFault(error.lineno, _said_of_syntax(error.message or "")) from None
    except UndefinedError as error:
        said = Words("Isian {blank} tidak ada pada data naskah ini.", blank=_blank_of(str(error)))
        raise WordingFault(_line_of(error), said) from None
    except (_TooMuch, RecursionError, MemoryError, SyntaxError) as error:
        said = Words("Templat menghasilkan terlalu banyak isi; kurangi perulangannya.")
        raise WordingFault(_line_of(error), said) from None
    except _Told as error:
        raise WordingFault(_line_of(error), error.said) from None
    except (SecurityError, TemplateRuntimeError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        said = Words("Bagian ini tidak cocok dengan datanya; periksa isian dan penyaringnya.")
        raise WordingFault(_line_of(error), said) from None


def _line_of(error: BaseException) -> int:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<naskah>"]
    return lines[-1] or 0 if lines else 0


def _blank_of(message: str) -> str:
    quoted = message.split("'")
    return f"“{quoted[-2]}”" if len(quoted) > 2 else "itu"


def _said_of_syntax(message: str) -> Words:
    """Jinja's commonest complaints in the officer's words; others as they are."""
    known = (
        ("nexpected end of template", Words("Ada {% if %} atau {% for %} yang belum ditutup.")),
        ("unknown tag", Words("Perintah ini tidak dikenal atau salah tempat; periksa pasangan if dan for.")),
        ("No filter named", Words("Penyaring ini tidak ada.")),
        ("No test named", Words("Pengujian ini tidak ada.")),
        ("print statement", Words("Isian ini tidak terbaca; isian ditulis {{ nama }}.")),
        ("unexpected '}'", Words("Kurung kurawal tidak lengkap; isian ditulis {{ nama }}.")),
    )
    for part, said in known:
        if part in message:
            return said
    return Words("Penulisan templat tidak terbaca: {detail}.", detail=message[:120])


class _Steps:
    """Counts the turns of all loops of one wording, and what its values make us look at."""

    def __init__(self) -> None:
        self.left, self.work_left = MOST_STEPS, MOST_WORK

    def work(self, *values: Any) -> None:
        """Charge for looking at values and at everything in them, before it is done. Raises _TooMuch."""
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            self.work_left -= 1 + (len(value) // 100 if isinstance(value, str) else 0)
            if isinstance(value, list | tuple | dict):
                self.work_left -= len(value)
            if self.work_left < 0:
                raise _TooMuch
            if isinstance(value, list | tuple | dict):
                waiting.extend(value.values() if isinstance(value, dict) else value)

    def counted(self, things: Iterable[Any]) -> Iterator[Any]:
        for thing in things:
            self.left -= 1
            if self.left < 0:
                raise _TooMuch
            yield thing


def _within(value: Any) -> Any:
    if isinstance(value, str | list) and len(value) > MOST_VALUE:
        raise _TooMuch
    return value


def _checked(environment: Any, wording: str) -> Any:
    """The wording as a tree of allowed nodes, loops and joins counted."""
    from jinja2 import nodes

    tree = environment.parse(wording)
    allowed = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.Name, nodes.Const,
        nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test,
        nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add,
        nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Concat, nodes.Keyword, nodes.Slice,
    )  # fmt: skip
    for node in list(tree.find_all(nodes.Node)):
        if not isinstance(node, allowed):
            raise WordingFault(node.lineno, Words("Perintah ini tidak boleh dipakai pada templat naskah."))
        if isinstance(node, nodes.Name) and node.name.startswith("_"):
            raise WordingFault(node.lineno, Words("Nama isian tidak boleh dimulai dengan garis bawah."))
        if isinstance(node, nodes.For) and node.recursive:
            raise WordingFault(node.lineno, Words("Perulangan ini tidak boleh memanggil dirinya sendiri."))
    for loop in tree.find_all(nodes.For):
        steps = nodes.Name("_steps", "load", lineno=loop.lineno)
        loop.iter = nodes.Filter(loop.iter, "_hitung", [steps], [], None, None, lineno=loop.lineno)
    return _weighed(tree)


def _weighed(tree: Any) -> Any:
    """Every `a ~ b` becomes a filter that watches how long the text grows; lists, slices, comparisons are charged."""
    from jinja2 import nodes
    from jinja2.visitor import NodeTransformer

    def charged(found: Any) -> Any:
        return nodes.Filter(found, "_ukur", [], [], None, None, lineno=found.lineno)

    class Weighed(NodeTransformer):
        def generic_visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
            node = super().generic_visit(node, *args, **kwargs)
            if isinstance(node, nodes.Compare):
                node.expr = charged(node.expr)
                for operand in node.ops:
                    operand.expr = charged(operand.expr)
            made = isinstance(node, nodes.List | nodes.Dict) or (isinstance(node, nodes.Tuple) and node.ctx == "load")
            cut = isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice)
            return charged(node) if made or cut else node

        def visit_Concat(self, found: Any) -> Any:  # noqa: N802 - the visitor finds it by this name
            self.generic_visit(found)
            parts = nodes.List(found.nodes, lineno=found.lineno)
            return nodes.Filter(parts, "_sambung", [], [], None, None, lineno=found.lineno)

    return Weighed().visit(tree)


class _Made(str):
    """Marks that a filter of ours made, its texts shielded already."""


def _shielded(value: Any) -> str:
    """What a blank puts into the paper: text and nothing else, but for tables made by the filter."""
    if isinstance(value, _Made):
        return value
    if value is None:
        return ""
    text = str(_within(_text(value))).encode("utf-8", "ignore").decode().translate(_PRIVATE)
    return f"{GUARD}{text.translate(_SHIELDS)}" if text else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float | Decimal):
        return _figure(value)
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return str(value)


def _figure(value: Any, decimals: int | None = None) -> str:
    """A number as Indonesian papers write it: 1.234.567,5."""
    number = Decimal(str(value))
    shown = f"{number:,.{min(decimals, 6)}f}" if decimals is not None else f"{number:,f}"
    if decimals is None and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.translate(str.maketrans(",.", ".,"))


def _day(value: Any) -> str:
    """An ISO date as a long one; what is no ISO date stays."""
    try:
        return long_date(date.fromisoformat(str(value)[:10]))
    except ValueError:
        return str(value)


def _shares(rows: list[Any], columns: int) -> list[int]:
    """How wide the columns want to be, by their longest cell."""
    longest = [max((len(_text(row[at])) for row in rows if at < len(row)), default=3) for at in range(columns)]
    return [min(max(one, 3), 30) for one in longest]


def _table(table: Any) -> str:
    """`{"kepala": […], "baris": [[…], …]}`, as marks; "lebar" (shares) and "sisi" ("l", "c", "r") of columns."""
    if not isinstance(table, dict) or not isinstance(table.get("baris"), list):
        raise _Told(Words("Tabel memerlukan .baris, daftar baris yang masing-masing daftar sel."))
    head, rows = table.get("kepala") or [], table["baris"]
    columns = max((len(row) for row in (head, *rows)), default=0)
    widths, sides = table.get("lebar") or _shares([head, *rows], columns), table.get("sisi") or ["l"] * columns
    rules = [
        f"{':' if side == 'c' else ''}{'-' * max(1, min(int(width), 60))}{':' if side in ('c', 'r') else ''}"
        for width, side in zip(widths, sides, strict=False)
    ]
    lines = [[_shielded(cell) for cell in row] for row in ([head] if head else []) + rows]
    marked = [f"| {' | '.join(cells)} |" for cells in lines]
    if head:
        marked.insert(1, f"|{'|'.join(rules)}|")
    return _Made(_within("\n".join(marked)))


ORDINALS = (
    "KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN", "KESEPULUH",
    "KESEBELAS", "KEDUA BELAS", "KETIGA BELAS", "KEEMPAT BELAS", "KELIMA BELAS", "KEENAM BELAS", "KETUJUH BELAS",
    "KEDELAPAN BELAS", "KESEMBILAN BELAS", "KEDUA PULUH",
)  # fmt: skip


def _ordinal(number: Any) -> str:
    """The name of a decree's clause: 1 → KESATU."""
    return ORDINALS[int(number) - 1] if 0 < int(number) <= len(ORDINALS) else f"KE-{int(number)}"


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "join": lambda things, sign=", ": _within(str(sign).join(_text(one) for one in things)),
        "length": len,
        "upper": lambda value: _text(value).upper(),
        "lower": lambda value: _text(value).lower(),
        "title": lambda value: _text(value).title(),
        "trim": lambda value: _text(value).strip(),
        "first": lambda things: things[0] if things else None,
        "last": lambda things: things[-1] if things else None,
        "default": _default,
        "angka": _figure,
        "rupiah": lambda value: f"Rp{_figure(value, 0)}",
        "tanggal": _day,
        "terbilang": lambda value: in_words(int(value)) if abs(int(value)) < 10**15 else _figure(value),
        "diktum": _ordinal,
        "tabel": _table,
        "_hitung": lambda things, steps: steps.counted(things),
        "_ukur": lambda value: value,
        "_sambung": lambda parts: _within("".join("" if one is None else _text(one) for one in parts)),
    }


FREE = ("length", "first", "last", "default", "_hitung")
"""Filters that look at no more than one thing, or count by themselves."""


def _charged(function: Callable[..., Any]) -> Callable[..., Any]:
    from jinja2 import pass_context

    def run(context: Any, *given: Any, **named: Any) -> Any:
        context["_steps"].work(*given)
        return function(*given, **named)

    return pass_context(run)


def _is_modest(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and -(10**18) < value < 10**18


@cache
def _environment() -> Any:
    """One for all: immutable, without loader, globals or access to attributes of Python objects."""
    from jinja2 import StrictUndefined, Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator == "+" and isinstance(left, str | list) and type(left) is type(right):
                context["_steps"].work(left, right)
                return _within(left + right)  # type: ignore[operator]
            if not (_is_modest(left) and _is_modest(right)):
                raise _Told(Words("Hanya bilangan yang dapat dihitung; teks disambung dengan ~."))
            if isinstance(left, Decimal) or isinstance(right, Decimal):
                left, right = Decimal(str(left)), Decimal(str(right))
            return super().call_binop(context, operator, left, right)

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if isinstance(obj, Undefined):
                return obj
            if type(obj).__name__ == "LoopContext" and argument in ("index", "index0", "first", "last", "length"):
                return getattr(obj, argument)
            if isinstance(obj, dict | list | str):
                try:
                    return obj[argument]
                except (LookupError, TypeError):
                    pass
            return self.undefined(obj=obj, name=argument)

    environment = Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_charged(_shielded),
        optimized=False,
        cache_size=0,
    )
    tests = ("defined", "undefined", "none", "odd", "even")
    environment.globals.clear()
    environment.tests = {name: environment.tests[name] for name in tests}
    environment.filters = {name: one if name in FREE else _charged(one) for name, one in _filters().items()}
    return environment


def _default(value: Any, other: Any = "") -> Any:
    from jinja2 import Undefined

    return other if isinstance(value, Undefined) or value is None or value == "" else value


FILTERS = tuple(name for name in _filters() if not name.startswith("_"))
