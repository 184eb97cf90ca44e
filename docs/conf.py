"""The documentation site: `make docs` builds it, offline and without a warning."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import made_pages  # noqa: E402 (its place is set above)

project = "elman"
author = "The elman authors"
copyright = "2026, the elman authors"  # noqa: A001 (Sphinx calls it so)

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline"]
exclude_patterns = ["_site"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
# Docstrings say `name` for code.
default_role = "code"

html_theme = "furo"
html_title = "elman"
html_static_path: list[str] = []
html_theme_options = {
    "light_css_variables": {"font-stack": "system-ui, sans-serif"},
    "dark_css_variables": {"font-stack": "system-ui, sans-serif"},
}


def setup(app):
    """Writes the pages that are made of the program, and leaves out links to files that the site has not."""
    app.connect("builder-inited", lambda app: made_pages.write(HERE / "made"))
    app.connect("source-read", _name_files_of_the_checkout)


def _name_files_of_the_checkout(app, page, source):
    """`[CHANGELOG.md](../CHANGELOG.md)` is a name on the site, and a link in the checkout."""
    source[0] = re.sub(r"\[([^\]]+)\]\(\.\./[^)]+\)", r"\1", source[0])
