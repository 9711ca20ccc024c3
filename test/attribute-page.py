#!/usr/bin/env python3
"""attribute-page.py PROGRAM: writes doc/attributes.rst as PROGRAM (stardust-experiment) knows the attributes of the
module. test/documentation.py says when the page has to be written anew.
"""
import re
import subprocess
import sys
import textwrap
from typing import List, Tuple

HEAD = """Attributes
==========

Written by ``test/attribute-page.py``. Attributes of base classes are listed there: those of ``LocalOptimizer`` hold for
every optimizer, those of ``LearningObjective`` for every objective. In parentheses the initial value; quotes stand for
an empty text, 0 for an object that there is none of.
"""


def ask(program: str, option: str) -> str:
    return subprocess.run([program, option], check=True, capture_output=True, text=True).stdout


def find_types(program: str) -> List[str]:
    return sorted(set(re.findall(r"ns3::stardust::\w+", ask(program, "--PrintGroup=Stardust"))))


def find_attributes(program: str, type_name: str) -> List[Tuple[str, str, str]]:
    """Name, initial value and meaning of a type's own attributes."""
    text = ask(program, f"--PrintAttributes={type_name}")
    return re.findall(rf"^    --{type_name}::(\w+)=\[(.*)\]\n        (.*)$", text, re.M)


def show_value(value: str) -> str:
    """A time in seconds, anything else as it is."""
    time = re.fullmatch(r"\+([0-9.e+]+)ns", value)
    return f"{float(time[1]) / 1e9:g} s" if time else value or '""'


def show_text(text: str) -> str:
    """Names of the code as they are, signs of reStructuredText as signs."""
    return re.sub(r"([*_|\\`])", r"\\\1", text)


def make_page(program: str) -> str:
    parts = [HEAD]
    for type_name in find_types(program):
        attributes = find_attributes(program, type_name)
        if not attributes:
            continue
        short = type_name.split("::")[-1]
        parts.append(f"{short}\n{'-' * len(short)}\n")
        for name, value, meaning in attributes:
            lines = textwrap.wrap(show_text(meaning), 116, break_long_words=False, break_on_hyphens=False)
            parts.append(f"``{name}`` (``{show_value(value)}``)\n" + "\n".join(f"    {line}" for line in lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(make_page(sys.argv[1]))
