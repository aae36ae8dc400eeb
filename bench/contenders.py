"""Who is measured. A new contender is a module with `prepare(dsn)` and `run(n) -> completions/s`, and a line here.

A module whose file is missing in this checkout is reported as absent, not as a failure of the others.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contender:
    """One column of the table. `completions` is what one round asks of it: about half a second of work."""

    label: str
    module: str
    completions: int
    function: str = "run"


@dataclass(frozen=True)
class Goal:
    """`winner` must reach `factor` times the rate of `against`, in the median of the rounds."""

    winner: str
    against: str
    factor: float


CONTENDERS = (
    Contender("floor", "bench.floor", 650),
    Contender("viewflow", "bench.peer_viewflow", 65),
    Contender("spiffworkflow", "bench.peer_spiff", 195),
    Contender("spiff-reload", "bench.peer_spiff", 104, "run_reload"),
    Contender("viewflow-http", "bench.peer_viewflow", 26, "run_http"),
    Contender("lajur", "bench.lajur_steps", 650),
    Contender("lajur-http", "bench.lajur_steps", 130, "run_http"),
)

GOALS = (
    Goal("lajur", "floor", 0.6),
    Goal("lajur", "viewflow", 8),
    Goal("lajur", "spiffworkflow", 3),
    Goal("lajur-http", "viewflow-http", 5),
)
