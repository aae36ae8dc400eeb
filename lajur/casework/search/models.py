"""What can be found: a line for each case, document, comment and paper, and the words they are made of.

The database writes the lines itself, by triggers in the transaction that starts a case, attaches a file, writes a
comment or issues a paper (migrations 0001 and 0003), so nothing lags and nothing is forgotten. Texts written into steps
are added by a job within a minute, because the statement that completes a step must stay as fast as it is. SOPs and
people are few and are looked through where they are, suppliers by their numbers too (`parties.py`).

A line holds no text, only its words as a tsvector: by the Indonesian stemmer and as they were written, and "@<agency>".
It repeats from its case what decides who may see it. Both tables can be emptied and filled anew from the rest.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django_scopes import ScopedManager

from lajur.registers.organisation.models import Agency, Person


class HitKind(models.TextChoices):
    CASE = "pelaksanaan"
    DOCUMENT = "dokumen"
    COMMENT = "komentar"
    PAPER = "naskah"


class Hit(models.Model):
    """`target` is the id of the case, record, comment or paper; `case` that of its case, and for a paper its own: who
    may see papers does not hang on a case."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    kind = models.CharField(max_length=12, choices=HitKind.choices)
    target = models.UUIDField()
    case = models.UUIDField()
    procedure = models.CharField(max_length=100)
    started_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()
    words = SearchVectorField()

    objects: ClassVar[models.Manager[Hit]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["target", "kind"], name="hit_once")]
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="hit_words", fastupdate=False),
            models.Index(fields=["agency", "kind", "-at", "-target"], name="hit_latest"),
        ]


class KnownWord(models.Model):
    """A word of an agency's lines with its letter triples, for finding what somebody meant to type. pg_trgm would do
    this, but neither our own PostgreSQL nor every office's carries it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    word = models.CharField(max_length=30)
    triples = ArrayField(models.TextField())

    objects: ClassVar[models.Manager[KnownWord]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "word"], name="known_word_once")]
        indexes: ClassVar = [GinIndex(fields=["triples"], name="known_word_triples")]
