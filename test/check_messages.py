# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Compares the messages in the sources with the tables that explain them.

A message of the sources must be in the first column of a table in one of the
documents, in full, as an example or with "..." for a part of it, and what is
there must be in the sources.  What need() in scriptd/main.c says is explained
all at once: it follows "outboard-scriptd:".

usage: check_messages.py SOURCE_ROOT
"""
import pathlib
import re
import sys

FOLDERS = ["plugin", "scriptd", "shared", "tools"]

# Where messages are explained: documents, and headings of theirs
DOCUMENTS = {
    "README.md": ["Messages"],
    "presets/README.md": ["When something is wrong", "Tests"],
}

# What is given a message, or a part of one
SENDERS = """complain fprintf ob_child_condemn ob_child_fail
ob_child_set_cause ob_complain ob_log ob_output_log ob_player_tell ob_problem
ob_syntax_error ob_warn_at ob_warn_here PyErr_Format PyErr_SetString
PyUnicode_FromFormat Py_EnterRecursiveCall snprintf strcpy""".split()

# Files and folders with nothing in them that a user has to look up
SILENT = {
    "scriptd/filter": "runs in the build only",
    "tools/bench": "measures, and is not installed",
    "tools/doctor.c": "prints what to do itself",
    "tools/fuzz": "is a part of the tests",
    "tools/jack_player.c": "is a part of the tests",
}

# What looks like a message in the sources, and is none
OTHERS = {
    "Plays a script on the track": "data for hosts",
    "The script took too long": "is the documentation of ScriptTimeout",
    "The script's parameter": "data for hosts",
    "it is no dict": "becomes `the saved state is unreadable`",
    "no knob": "stands for the number of a knob",
    "no reason given": "comes after `Python did not start`",
    "start new thread": "is looked for in what Python says",
    "what was saved": "comes after `must take one argument,`",
    "ticks per beat": "comes after `damaged: no`",
}

# What is explained, and is not in the sources as it is
COMPOSED = {
    "chord.py: chord.py:12: NameError: ...": "Python's own words",
    "..., in on_note_on(...)": "the sources have no word but `in`",
    "CC(number, value, channel=1) needs value": "they have but `needs`",
    "Sandbox: a script may ...": "the rule comes from elsewhere",
}

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
TEXT = rf"{LITERAL}(?:\s*(?:[A-Z]\w+\s+)?{LITERAL})*"
LETTER = r"'(?:[^'\\\n]|\\.[0-7A-F]*)'"
TOKEN = re.compile(rf"(?P<text>{TEXT})|{LETTER}|(?P<end>[;{{}}])")
SENDS = re.compile(rf"\breturn\b|^[^.(]*=|\b(?:{'|'.join(SENDERS)})\("
                   r"|\bfail\(problem")
PLACEHOLDER = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[hlzjt]*[a-zA-Z]")
DOTS = re.compile(r"[: ]*\.\.\.[: ]*")
EDGE = re.compile(rf"^(?:{PLACEHOLDER.pattern}[:;]? *)+|(?:\\n)+$")
WORDS = re.compile(r"(?!the \w+$)[^{]*[A-Za-z()]{2,}[:,]? [A-Za-z]")


def joined(text):
    """The one string that adjacent literals are; macros become placeholders."""
    parts = re.findall(rf"{LITERAL}|\w+", text)
    whole = "".join(p[1:-1] if p[0] == '"' else "%s" for p in parts)
    return EDGE.sub("", whole.replace('\\"', '"').strip())


def messages(source):
    """The messages in C code: literals in statements that send or make them."""
    code = re.sub(r"^\s*#(?:.*\\\n)*.*", "", source, flags=re.M)
    code = re.sub(rf"({LITERAL}|{LETTER})|//.*|/\*[^\0]*?\*/", r"\1", code)
    code = re.sub(r"\bPRI\w+", '"s"', code)
    start = 0
    for token in TOKEN.finditer(code):
        if token["end"]:
            start = token.end()
        elif token["text"] and SENDS.search(code[start:token.start()].lstrip()):
            text = joined(token["text"])
            if WORDS.match(text) and "\\n\\n" not in text:
                yield text


def explained(document, headings):
    """What is in backticks in the first columns of tables below headings."""
    inside = False
    for line in document.splitlines():
        if line.startswith("## "):
            inside = line[3:] in headings
        elif inside and line.startswith("| "):
            yield from re.findall("`([^`]+)`", line.split(" | ")[0])


def pattern(text, gap):
    """What finds `text` if whatever is in the place of each `gap`."""
    return re.compile(".*".join(map(re.escape, gap.split(text.strip()))))


def matches(message, span):
    """Whether a message is within what is explained, or shortened there."""
    return (pattern(message, PLACEHOLDER).search(span)
            or pattern(span, DOTS).fullmatch(message))


def collect(root):
    """Each message in the sources, and where it is."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.c")):
            name = str(path.relative_to(root))
            if not name.startswith(tuple(SILENT)):
                for message in messages(path.read_text()):
                    found.setdefault(message, name)
    return found


def compare(found, spans):
    """What is in the sources only, and what is in the documents only."""
    for message, name in found.items():
        if message not in OTHERS and not any(
                matches(message, span) for span in spans):
            yield f"{name}: explained nowhere: {message}"
    for span in spans:
        if span not in COMPOSED and not any(
                matches(message, span) for message in found):
            yield f"explained, but not in the sources: {span}"


def outdated(root, found, spans):
    """What is excepted above, and is not there any more."""
    yield from (name for name in SILENT if not (root / name).exists())
    yield from (text for text in OTHERS if text not in found)
    yield from (text for text in COMPOSED if text not in spans)


def main(root):
    found = collect(root)
    spans = [span for name, headings in DOCUMENTS.items()
             for span in explained((root / name).read_text(), headings)]

    problems = [*compare(found, spans),
                *(f"excepted in this test, but not there any more: {text}"
                  for text in outdated(root, found, spans))]
    print(*problems, f"{len(found)} messages", sep="\n")
    return bool(problems)


sys.exit(main(pathlib.Path(sys.argv[1])))
