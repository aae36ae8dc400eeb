"""The values of the nine elements, of whatever row holds them."""

from __future__ import annotations

from django.db import models


def _score() -> models.SmallIntegerField:
    return models.SmallIntegerField(null=True)


class Scores(models.Model):
    """Columns u1 to u9: 1 the worst to 4, empty where it was not asked or not answered."""

    u1, u2, u3 = _score(), _score(), _score()
    u4, u5, u6 = _score(), _score(), _score()
    u7, u8, u9 = _score(), _score(), _score()

    class Meta:
        abstract = True
