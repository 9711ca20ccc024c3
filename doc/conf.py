# Sphinx reads this to build the pages of this folder alone:
#   sphinx-build -W doc build/doc
# In ns-3's own manual the pages are what ns-3 calls a module's models; nothing here is needed there.
import re

project = "stardust"
author = "The stardust contributors"
copyright = "2026, the stardust contributors"  # pylint: disable=redefined-builtin
root_doc = "stardust"
extensions = ["sphinx.ext.mathjax"]
exclude_patterns = ["figures"]
highlight_language = "none"
html_theme = "alabaster"


def offer_downloads(_app, _page, source):
    """Links into the checkout serve readers of the repository; built pages offer the files themselves."""
    source[0] = re.sub(r"`([^`<]+) <(\.\./[^>]+)>`__", r":download:`\1 <\2>`", source[0])


def setup(app):
    app.connect("source-read", offer_downloads)
