"""Files for the browser, from this server and no other: scripts that never change under their address.

They are served by routes of our own (`rnnviz.ui.live.files`), packed and kept by browsers for ever. Where the app has
no such routes, because its script was started by itself, Streamlit serves their folders, as those of components.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from rnnviz.ui.private_api import serve_folder, server_runs

__all__ = ["ADDRESS", "FOLDERS", "Folder", "serve"]

#: What stands before the addresses of all of them, relative to the app's.
ADDRESS: Final = "rnnviz"


class Folder(NamedTuple):
    """Files that are served.

    Parameters
    ----------
    path : pathlib.Path
        Where they are.
    files : tuple of str
        Their names below it, and no others.
    """

    path: Path
    files: tuple[str, ...]


_folders: dict[str, Folder] = {}
#: By name, what is served.
FOLDERS: Final[Mapping[str, Folder]] = _folders


def serve(name: str, path: Path, files: tuple[str, ...]) -> str:
    """Have files served.

    Parameters
    ----------
    name : str
        Of their folder in addresses; another one where their content is another.
    path, files
        As of `Folder`.

    Returns
    -------
    str
        The folder's address, relative to the app's.

    Examples
    --------
    >>> serve("source_1", Path(__file__).parent, ("served.py",))
    'rnnviz/source_1'
    """
    _folders[name] = Folder(path, files)
    return serve_folder(name, path) if server_runs() else f"{ADDRESS}/{name}"
