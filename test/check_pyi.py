# Copyright 2026 The Outboard authors
# SPDX-License-Identifier: ISC

"""Compares outboard.pyi with the module it describes, in a real child.

Names, classes, their members and the names of parameters, both ways.  The
module says its parameters in its docstrings, "name(a, b=1): what it does".
"""
import ast
import re

import outboard

FILES = ["outboard.pyi"]

tree = ast.parse((outboard.here / FILES[0]).read_text())
problems = []

# What is not in the module under its name, but can be had
HIDDEN = {
    "File": type(outboard.here / FILES[0]),
    "Here": type(outboard.here),
    "Transport": type(outboard.transport),
    "Wait": type(outboard.ms(1)),
}

# Only on_block() has one; its fields are written here
BLOCK = {"frame", "frames"}


def compare(what, stub, real):
    for name in sorted(stub - real):
        problems.append(f"{what}{name}: only in outboard.pyi")
    for name in sorted(real - stub):
        problems.append(f"{what}{name}: not in outboard.pyi")


def declared(body):
    """What statements of the stub declare: functions by name, and names."""
    functions, names = {}, set()
    for node in body:
        if isinstance(node, ast.FunctionDef):
            functions.setdefault(node.name, []).append(node)
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
    return functions, names


def stub_parameters(functions):
    found = set()
    for function in functions:
        a = function.args
        for arg in a.posonlyargs + a.args + a.kwonlyargs + [a.vararg, a.kwarg]:
            if arg and arg.arg != "self":
                found.add(arg.arg)
    return found


def real_parameters(what, doc, fields=()):
    """The parameters in a docstring's first line; `fields` are **changes."""
    match = re.match(r"(?:yield )?\w+\(([^)]*)\)", doc or "")
    if not match:
        problems.append(f"{what}: its docstring does not say how it is called")
        return set()
    found = set()
    for part in re.split(r"[,|]", match[1]):
        name = part.split("=")[0].strip()
        if name == "**changes" and fields:
            found.update(fields)
        elif name:
            found.add(name.lstrip("*"))
    return found


def members(cls):
    """What a class and its bases in the module have, but for Python's own."""
    found = {}
    for base in reversed(cls.__mro__[:-1]):
        if base.__module__ == "outboard":
            found.update(
                (k, v) for k, v in vars(base).items() if not k.startswith("_")
            )
    return found


def check_class(node, cls, bases):
    functions, names = declared(node.body)
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in bases:
            names |= declared(bases[base.id].body)[1]
    real = members(cls)
    compare(node.name + ".", {n for n in names if n[0] != "_"}, set(real))

    fields = []
    if "__init__" in functions:
        stub = stub_parameters(functions["__init__"])
        compare(node.name + "(), ", stub, real_parameters(node.name, cls.__doc__))
        fields = [name for name in stub]
    for name, value in real.items():
        if not value.__doc__:
            problems.append(f"{node.name}.{name}: no docstring in the module")
    for name, stubs in functions.items():
        is_property = any(
            isinstance(d, ast.Name) and d.id == "property"
            for d in stubs[0].decorator_list
        )
        if name[0] == "_" or name not in real:
            continue
        if callable(real[name]) == is_property:
            problems.append(f"{node.name}.{name}: method or property?")
        elif not is_property:
            what = f"{node.name}.{name}()"
            own = () if node.name == "Event" else fields
            compare(
                what + ", ",
                stub_parameters(stubs),
                real_parameters(what, real[name].__doc__, own),
            )
        if not ast.get_docstring(stubs[0]) and len(stubs) == 1:
            problems.append(f"{node.name}.{name}: no docstring")


functions, names = declared(tree.body)
classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
public = {n for n in names if n[0] != "_"}
compare("", public - set(HIDDEN) - {"Block"}, set(outboard.__all__))

for name, stubs in functions.items():
    function = getattr(outboard, name, None)
    if function:
        compare(
            name + "(), ",
            stub_parameters(stubs),
            real_parameters(name, function.__doc__),
        )
    if not ast.get_docstring(stubs[0]):
        problems.append(f"{name}: no docstring")

for name, node in classes.items():
    cls = HIDDEN.get(name) or getattr(outboard, name, None)
    if isinstance(cls, type):
        check_class(node, cls, classes)
    if not ast.get_docstring(node) and name[0] != "_":
        problems.append(f"{name}: no docstring")

compare("Block.", {n for n in declared(classes["Block"].body)[1]}, BLOCK)


def on_cc(e):
    """Nothing: a script that defines no callback is warned of."""


assert not problems, "\n" + "\n".join(problems)
