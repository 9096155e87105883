"""How components are put together."""

import json
import re
from pathlib import Path

import pytest

from rnnviz.figures.gradient_map import DECADES
from rnnviz.figures.hover import EXACTLY_ZERO
from rnnviz.ui.components import browser
from rnnviz.ui.components.browser import loader


def call_of(script: str) -> list[object]:
    """What the loader is called with."""
    (found,) = re.findall(r"^export default await load\((.*)\);$", script, re.MULTILINE)
    return list(json.loads(f"[{found}]"))


def test_a_loader_names_what_is_needed_and_what_has_to_be_known() -> None:
    folder, modules, main, constants = call_of(loader("unit_maps", ticks=[1, 2]))
    assert re.fullmatch(r"rnnviz/modules_[0-9a-f]{12}/", str(folder))
    assert main == "unit_maps/unit_maps.js"
    assert isinstance(modules, list)
    assert {"shared/constants.js", "shared/bytes.js", main} <= set(modules)
    assert not [one for one in modules if one.startswith(("charts/", "one_step/"))]
    assert isinstance(constants, dict)
    assert constants["ticks"] == [1, 2]
    assert (tuple(constants["decades"]), constants["zero"]) == (DECADES, EXACTLY_ZERO)
    assert constants["scales"].keys() == {"sequential", "diverging"}


def test_a_changed_module_has_another_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = []
    for text in ("one", "other", "one"):
        (tmp_path / "shared").mkdir(exist_ok=True)
        (tmp_path / "shared" / "a.js").write_text(text)
        monkeypatch.setattr(browser, "_MODULES", tmp_path)
        browser._served.cache_clear()
        addresses.append(call_of(loader("shared"))[0])
    browser._served.cache_clear()
    assert addresses[0] == addresses[2] != addresses[1]


def test_what_reaches_the_page_with_each_component_is_small() -> None:
    # All but the constants: colours and, of charts, Plotly's templates.
    for name in ("charts", "unit_maps", "one_step"):
        script = loader(name)
        assert len(script) - len(json.dumps(call_of(script)[3])) < 4_000
