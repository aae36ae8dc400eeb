"""`python -m bench`: makes .venv-bench from requirements/bench.txt when that changed, then measures inside it.

Needs nothing but the standard library, so that any Python of the right version can start it.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv-bench"
REQUIREMENTS = CHECKOUT / "requirements" / "bench.txt"


def install() -> Path:
    """Return the environment's Python; build or refresh the environment first if the lock file asks for it."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / ".installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print("installing the peers into .venv-bench …", flush=True)
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", REQUIREMENTS], check=True)
    (ENVIRONMENT / ".gitignore").write_text("*\n")
    stamp.write_text(wanted)
    return python


def main() -> None:
    python = install()
    os.chdir(CHECKOUT)
    os.execv(python, [str(python), "-m", "bench.measure", *sys.argv[1:]])


if __name__ == "__main__":
    main()
