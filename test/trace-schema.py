#!/usr/bin/env python3
"""Compares doc/trace-schema.rst with model/trace/trace-schema.sql: every table, view and column
of the one must be in the other, in the same order and with a meaning; so must the version, and the
words of every column that may hold only certain words."""
import os
import re
import sqlite3
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def read_page(text):
    """Columns and their meanings by table or view, under Tables or Views."""
    page = {"Tables": {}, "Views": {}}
    part = name = columns = None
    rules = 0
    lines = text.splitlines()
    for line, below in zip(lines, lines[1:] + [""]):
        if re.fullmatch("-{3,}", below) and line.strip():
            part = page.get(line.strip(), {})
        elif re.fullmatch("~{3,}", below) and line.strip():
            name, rules = line.strip(), 0
            columns = part.setdefault(name, {})
        elif columns is not None and re.fullmatch("=+ +=+", line):
            rules += 1
            start = line.rindex(" ") + 1
        elif columns is not None and rules == 2:
            column, meaning = line[:start].strip(), line[start:].strip()
            if column:
                columns[column] = meaning
            elif columns:
                columns[list(columns)[-1]] += " " + meaning
    return page


def read_schema(sql):
    """Columns by table or view, and the words that a check allows by table and column."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(sql)
    found = {"Tables": {}, "Views": {}}
    words = {}
    for kind, name, text in connection.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'"):
        part = found["Tables" if kind == "table" else "Views"]
        part[name] = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        if kind == "table":
            for check in re.finditer(r"CHECK\s*\((\w+) (?:IN|IS NULL|=)[^()]*(?:\([^()]*\))?", text):
                words[name, check.group(1)] = re.findall("'([^']*)'", check.group(0))
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return found, words, version


def main():
    text = read("doc", "trace-schema.rst")
    page = read_page(text)
    schema, words, version = read_schema(read("model", "trace", "trace-schema.sql"))
    wrong = []
    for part, names in schema.items():
        for name in sorted(set(names) ^ set(page[part])):
            wrong.append(f"{part}: {name} is only in the {'schema' if name in names else 'page'}")
        for name in sorted(set(names) & set(page[part])):
            told = list(page[part][name])
            if told != names[name]:
                differing = sorted(set(told) ^ set(names[name])) or "the order"
                wrong.append(f"{name}: columns of page and schema differ: {differing}")
            wrong += [f"{name}.{column}: without a meaning"
                      for column, meaning in page[part][name].items() if not meaning]
    for (name, column), allowed in words.items():
        meaning = page["Tables"].get(name, {}).get(column, "")
        if "as in" not in meaning:
            wrong += [f"{name}.{column}: '{word}' is not told"
                      for word in allowed if f"``{word}``" not in meaning]
    if f"of the schema, {version}." not in text:
        wrong.append(f"the page does not say that the version is {version}")
    if len(schema["Tables"]) < 10 or len(words) < 8:
        wrong.append("the schema could not be read")
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
