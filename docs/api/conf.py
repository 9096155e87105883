"""How the API pages are made of the docstrings: `make docs`. Nothing on them is fetched from outside."""

import logging
import re

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from rnnviz import __version__

# It would warn that no app runs when a module of the app is read.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True

project = "rnnviz"
copyright = "the rnnviz authors"
release = __version__
extensions = ["sphinx.ext.apidoc", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]

# One page for each module of the library, made anew every time. The app (rnnviz/ui) is nobody's to call.
apidoc_modules = [
    {
        "path": "../../rnnviz",
        "destination": "modules",
        "exclude_patterns": [
            "../../rnnviz/__main__.py",
            "../../rnnviz/*/__main__.py",
            "../../rnnviz/moved.py",
            "../../rnnviz/ui",
        ],
        "separate_modules": True,
        "module_first": True,
        "include_private": False,
    }
]
exclude_patterns = ["modules/modules.rst"]
# What a package only passes on is described where it is made.
autodoc_default_options = {"members": True, "undoc-members": True, "ignore-module-all": True}
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings have the shapes
autodoc_use_type_comments = False  # there are none, and looking for them takes a tenth of the time
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
default_role = "py:obj"
# Types in docstrings are words such as (n_a, m): where two classes have a field of that name, neither is meant.
suppress_warnings = ["ref.python"]

html_title = f"rnnviz {release}"
html_theme = "alabaster"
html_theme_options = {"description": "Inside recurrent networks", "page_width": "1100px", "sidebar_width": "260px"}
html_math_renderer = "mathml"


def mathml(formula: str, *, as_block: bool) -> str:
    """A formula as MathML, which browsers draw by themselves, for what docutils knows of LaTeX.

    It knows neither small fractions nor changes of size within a formula, wants braces around both parts of a fraction,
    and lines only within an environment.
    """
    plain = formula.replace(r"\tfrac", r"\frac").replace(r"\textstyle", "")
    plain = re.sub(r"\\frac *(\w) *(\w)", r"\\frac{\1}{\2}", plain)
    if r"\\" in plain:
        plain = rf"\begin{{aligned}}{plain}\end{{aligned}}"
    return tex2mathml(plain, as_block=as_block)


def inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line."""
    self.body.append(mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands by itself."""
    self.body.append(mathml(node.astext(), as_block=True))
    raise nodes.SkipNode


def not_a_type(app: Sphinx, what: str, name: str, found: object, options: object, lines: list[str]) -> None:
    """Keep what stands before a colon in the words about a constant from being taken for its type."""
    if what in ("attribute", "data"):
        lines[:0] = ["..", ""]  # an empty comment


def setup(app: Sphinx) -> None:
    """Tell Sphinx how formulas are written, and to look at docstrings before napoleon does."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    app.connect("autodoc-process-docstring", not_a_type, priority=100)
