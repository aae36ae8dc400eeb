"""One contender in a process of its own, told by lines on standard input when to run.

Separate processes keep two Django projects apart; only one of them works at a time, so none disturbs another.
"""

import contextlib
import importlib
import json
import sys


def main(module_name: str, dsn: str) -> None:
    """Answer each line `function n` with one JSON line holding its rate per second."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a contender prints must not mix with the answers
    module = importlib.import_module(module_name)
    module.prepare(dsn)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        function, completions = line.split()
        rate = getattr(module, function)(int(completions))
        print(json.dumps({"rate": rate}), file=answers, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1], sys.argv[2])
