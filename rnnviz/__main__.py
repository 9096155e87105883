"""``python -m rnnviz`` is the command ``rnnviz``."""

import sys

from rnnviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
