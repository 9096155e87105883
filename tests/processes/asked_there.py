"""Questions for other processes: functions of a module, so that these find them."""

import os
import signal
import time
from pathlib import Path


def end_by_itself() -> None:
    """End without a word, as what the interpreter does not survive."""
    os._exit(3)


def end_by_a_signal() -> None:
    """End as for want of memory."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def leave() -> None:
    """Ask the interpreter to leave."""
    raise SystemExit(1)


class NeverMadeAgain:
    """What can be sent and not be made again, since it refuses."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return int, ("no number",)


def never_made_again() -> NeverMadeAgain:
    return NeverMadeAgain()


def never_sent() -> object:
    """What cannot be sent."""
    return lambda: None


def hold(begun: str, until: str) -> int:
    """Make one file, and wait until there is another; the number of this process."""
    Path(begun).touch()
    while not Path(until).exists():
        time.sleep(0.002)
    return os.getpid()


def note(file: str, name: str) -> None:
    """Write a name at the end of a file."""
    with Path(file).open("a", encoding="utf-8") as lines:
        lines.write(f"{name}\n")
