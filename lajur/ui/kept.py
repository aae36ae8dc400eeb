"""`{% keep … %}`: a part of a page that is rendered once for each set of values it is made of.

What stands inside may depend on nothing but the language, the values named in the tag, and what follows from them: then
the same values always give the same text, whoever asks. Anything of a person or a request goes outside, or is named.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from itertools import count
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

LIMIT = 5000
"""Texts kept by a process; the one not asked for longest goes first."""

_texts: OrderedDict[tuple[Any, ...], SafeString] = OrderedDict()
_numbers = count()


class KeepNode(Node):
    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist, self.number = values, nodelist, next(_numbers)

    def render(self, context: Context) -> SafeString:
        values = [value.resolve(context) for value in self.values]
        if values and values[0] is None:
            return self._render(context)
        key = (self.number, get_language(), *values)
        text = _texts.get(key)
        if text is None:
            text = _texts[key] = self._render(context)
            if len(_texts) > LIMIT:
                _drop_oldest()
        else:
            _refresh(key)
        return text

    def _render(self, context: Context) -> SafeString:
        """What is named inside stays inside: what follows must read the same, kept or not."""
        with context.push():
            return self.nodelist.render(context)


def _refresh(key: tuple[Any, ...]) -> None:
    with suppress(KeyError):  # another thread may have dropped it just now
        _texts.move_to_end(key)


def _drop_oldest() -> None:
    with suppress(KeyError):
        _texts.popitem(last=False)


def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep value value … %}…{% endkeep %}`; the values must be hashable. Nothing is kept when the first is None."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(values, nodelist)
