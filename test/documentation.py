#!/usr/bin/env python3
"""documentation.py BUILD: the commands of the tutorial and of the pages "How do I" and "Extending" work.
BUILD is the build folder, which holds examples/.

Blocks of bash or python with a :name: are run in the order of their page, in one folder a page that looks like a
checkout. A block may be followed by a comment `.. prints: PATTERN`, a regular expression for what it prints. A block
of these languages without a name must be preceded by a comment `.. not run: REASON`. The page on extending must
show every example of examples/extending, the page of attributes every attribute, some page every option of
stardust-experiment, and the README stardust-minimal.cc. A page that includes an example links it. Skipped (77)
without the program sqlite3.
"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Iterator, List, NamedTuple, Optional, Set

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ["tutorial", "how-to", "extending"]
# Builds in the checkout itself, the only place where the build files are valid.
IN_CHECKOUT = "tutorial-build"
BLOCK = re.compile(r"(?P<before>[^\n]*)\n\n"
                   r"\.\. sourcecode:: (?P<language>bash|python)\n(?:   :name: (?P<name>[\w-]+)\n)?\n"
                   r"(?P<text>(?:   .*\n|\n)+)(?:\.\. prints: (?P<prints>.*))?")


class Block(NamedTuple):
    page: str
    name: Optional[str]
    language: str
    text: str
    prints: Optional[str]
    excused: bool


def find_blocks(page: str) -> Iterator[Block]:
    text = (ROOT / "doc" / f"{page}.rst").read_text()
    found = 0
    for match in BLOCK.finditer(text):
        found += 1
        yield Block(page, match["name"], match["language"], re.sub(r"^   ", "", match["text"], flags=re.M),
                    match["prints"], match["before"].startswith(".. not run: "))
    there = len(re.findall(r"^\.\. sourcecode:: (?:bash|python)$", text, re.M))
    assert found == there, f"{page}.rst: {there} blocks, {found} of a form that is understood"


def find_missing(block: Block) -> Optional[str]:
    """What is not installed that a block needs."""
    for program in ("Rscript", "duckdb"):
        if program in block.text and not shutil.which(program):
            return program
    for word, python, module in (("pandas", sys.executable, "pandas"),
                                 ("learning_curve", "/usr/bin/python3", "matplotlib")):
        if word in block.text and subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode:
            return f"python3-{module}"
    return None


def run_block(block: Block, folder: pathlib.Path, build: pathlib.Path) -> str:
    """The reason why it failed, or nothing."""
    where = ROOT if block.name == IN_CHECKOUT else folder
    command = ["bash", "-euo", "pipefail", "-c", block.text]
    if block.language == "python":
        command = [sys.executable, "-c", block.text]
    path = f"{build}/examples:{build}/scratch:{folder}/bin:/usr/bin:/bin"
    run = subprocess.run(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         env={**os.environ, "PATH": path}, timeout=300)
    if run.returncode:
        return f"status {run.returncode}: {run.stdout[-600:]}"
    if block.prints and not re.search(block.prints, run.stdout):
        return f"does not print {block.prints}: {run.stdout[-600:]}"
    return ""


@contextlib.contextmanager
def make_checkout(build: pathlib.Path) -> Iterator[pathlib.Path]:
    """A folder with what blocks read of a checkout."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for entry in ("examples", "doc", "test"):
            (folder / entry).symlink_to(ROOT / entry)
        (folder / "build").symlink_to(build)
        (folder / "bin").mkdir()
        (folder / "bin/python3").symlink_to(sys.executable)
        yield folder


def can_build(build: pathlib.Path) -> bool:
    """Whether BUILD is the checkout's own folder build, and no program there has the tutorial's name."""
    return build == (ROOT / "build").resolve() and not (ROOT / "examples/scratch/my-mixer.cc").exists()


def run_page(page: str, build: pathlib.Path) -> List[str]:
    failures = []
    missing = set()
    with make_checkout(build) as folder:
        for block in find_blocks(page):
            if not block.name:
                if not block.excused:
                    failures.append(f"{page}.rst: a block has no name, and none says why: {block.text[:80]}")
                continue
            lack = find_missing(block)
            if block.name == IN_CHECKOUT and not can_build(build):
                # The example is that very program.
                (folder / "bin/my-mixer").symlink_to(build / "examples/stardust-tutorial")
                lack = "the checkout's own folder build"
            if lack:
                missing.add(f"{block.name} ({lack})")
                continue
            problem = run_block(block, folder, build)
            if problem:
                failures.append(f"{page}.rst: {block.name}: {problem}")
    if missing:
        print(f"left out: {', '.join(sorted(missing))}")
    return failures


def check_extensions() -> List[str]:
    page = (ROOT / "doc/extending.rst").read_text()
    return [f"extending.rst does not show {path.name}" for path in (ROOT / "examples/extending").glob("own-*.cc")
            if f"literalinclude:: ../examples/extending/{path.name}" not in page]


def check_questions() -> List[str]:
    """At least twenty, and each with a block or an example that is run."""
    parts = re.split(r"^(.+)\n~{4,}\n", (ROOT / "doc/how-to.rst").read_text(), flags=re.M)[1:]
    questions = dict(zip(parts[::2], parts[1::2]))
    failures = [f"how-to.rst: nothing is run under '{title}'" for title, text in questions.items()
                if not re.search(r":name: |literalinclude::|\.\. not run: ", text)]
    if len(questions) < 20:
        failures.append(f"how-to.rst: {len(questions)} questions, expected 20")
    return failures


def check_readme(program: pathlib.Path, folder: pathlib.Path) -> List[str]:
    """The program that the README shows is stardust-minimal.cc, and does what the README says of mistakes."""
    shown = re.findall(r"^```cpp\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    source = (ROOT / "examples/stardust-minimal.cc").read_text()
    failures = []
    if shown != [source[source.index("#include"):]]:
        failures.append("README.md does not show examples/stardust-minimal.cc from its first #include on")
    for wrong in ("--devices=none", "--mixer=NoMixer"):
        run = subprocess.run([program, wrong], cwd=folder, capture_output=True, text=True)
        if run.returncode != 2 or run.stderr.count("\n") != 1 or run.stdout:
            failures.append(f"README.md: stardust-minimal {wrong}: status {run.returncode}: {run.stderr}")
    return failures


def check_links() -> List[str]:
    """What GitHub does not show is linked: a page that includes a file of examples/ has a link to it."""
    failures = []
    for path in (ROOT / "doc").glob("*.rst"):
        text = path.read_text()
        included = set(re.findall(r"literalinclude:: (\.\./examples/\S+)", text))
        failures += [f"{path.name}: no link to {name}, which it includes" for name in sorted(included)
                     if f"<{name}>`__" not in text]
        failures += [f"{path.name}: {name} is not there" for name in re.findall(r"<(\.\./[^>]+)>`__", text)
                     if not (path.parent / name).exists()]
    return failures


def find_attributes(page: str) -> Set[str]:
    """Attributes as TYPE::NAME."""
    found = set()
    for part in re.split(r"^(?=\w+\n-+$)", page, flags=re.M)[1:]:
        found.update(f"{part.splitlines()[0]}::{name}" for name in re.findall(r"^``(\w+)`` ", part, re.M))
    return found


def check_reference(program: pathlib.Path) -> List[str]:
    """Every attribute and every option is on a page."""
    generator = [sys.executable, str(ROOT / "test/attribute-page.py"), str(program)]
    wanted = subprocess.run(generator, check=True, capture_output=True, text=True).stdout
    page = (ROOT / "doc/attributes.rst").read_text()
    # Values are left out: other releases of ns-3 print some of them otherwise.
    lack = sorted(find_attributes(wanted) - find_attributes((ROOT / "doc/attributes.rst").read_text()))
    failures = []
    if lack:
        failures.append(f"attributes.rst lacks {', '.join(lack)}: test/attribute-page.py {program} >doc/attributes.rst")
    pages = "\n".join(path.read_text() for path in (ROOT / "doc").glob("*.rst"))
    usage = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    failures += [f"no page has --{name}" for name in re.findall(r"^    --(\w+):", usage, re.M)
                 if not name.startswith("Print") and not re.search(rf"--{name}\b", pages)]
    return failures


def main() -> None:
    if not shutil.which("sqlite3"):
        print("skipped: no program sqlite3")
        sys.exit(77)
    build = pathlib.Path(sys.argv[1]).resolve()
    program = ROOT / "examples/scratch/my-mixer.cc"
    own = can_build(build)
    try:
        failures = [line for page in PAGES for line in run_page(page, build)]
    finally:
        if own:
            program.unlink(missing_ok=True)
            (build / "scratch/my-mixer").unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        failures += check_readme(build / "examples/stardust-minimal", pathlib.Path(folder))
    failures += check_links() + check_extensions() + check_questions()
    failures += check_reference(build / "examples/stardust-experiment")
    for line in failures:
        print(f"FAIL: {line}")
    print(f"{sum(1 for page in PAGES for block in find_blocks(page) if block.name)} blocks, {len(failures)} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
