"""A stopwatch that is stopped while a contender prepares what a real caller would already hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """Adds up the seconds spent inside `running()` and counts the completions told to `count`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.completions = 0

    @contextmanager
    def running(self, completions: int = 1) -> Iterator[None]:
        start = perf_counter()
        yield
        self.seconds += perf_counter() - start
        self.completions += completions

    @property
    def rate(self) -> float:
        """Completions per second."""
        return self.completions / self.seconds
