# Sphinx reads this to build the pages of this folder alone:
#   sphinx-build -W doc build/doc
# In ns-3's own manual the pages are what ns-3 calls a module's models; nothing here is needed there.
project = "stardust"
author = "The stardust contributors"
copyright = "2026, the stardust contributors"  # pylint: disable=redefined-builtin
root_doc = "stardust"
extensions = ["sphinx.ext.mathjax"]
exclude_patterns = ["figures"]
highlight_language = "none"
html_theme = "alabaster"
