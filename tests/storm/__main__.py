"""The full storms: `python -m tests.storm [NAME …] [--rounds 50] [--steps 10000] [--minutes 60] [--threads 16]
[--within 30] [--seed N]`; what is named `double` is R1, `soak` (only when named) is R14, `flood` is S6, the others see
`rounds`. Prints one line of figures each, and ends with 1 when one of them found a fault."""

import argparse
import secrets
import sys
from math import inf

from tests.storm.flood import flood
from tests.storm.office import place
from tests.storm.rounds import STRIKES, clock, double, full, soak, struck

THREADS = 16


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("names", nargs="*", default=["double", *STRIKES, "full", "clock", "flood"])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=60, help="of soak")
    parser.add_argument("--within", type=float, default=inf, help="minutes after which what was reached is judged")
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=THREADS, help="programs at once")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    chosen = parser.parse_args()
    failed = 0
    for name in chosen.names:
        try:
            with place(cases=chosen.threads, tokens=chosen.threads, disk=512 if name == "full" else 0) as office:
                office.open()
                if name == "double":
                    figures = double(office, chosen.steps, minutes=chosen.within)
                elif name == "soak":
                    figures = soak(office, chosen.minutes)
                elif name == "flood":
                    figures = flood(office, min(60, chosen.within * 30))
                elif name in ("full", "clock"):
                    figures = {"full": full, "clock": clock}[name](office)
                else:
                    figures = struck(office, chosen.rounds, chosen.seed, STRIKES[name], minutes=chosen.within)
        except AssertionError as fault:
            failed += 1
            sys.stdout.write(f"{name:10} FAULT (seed {chosen.seed})\n{fault}\n")
        else:
            sys.stdout.write(f"{name:10} {figures}\n")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
