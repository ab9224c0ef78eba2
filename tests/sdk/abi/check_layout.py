#!/usr/bin/env python3
"""The ABI gate: compares every struct, typedef and constant of the headers with a golden file.

usage: check_layout.py HEADER PROBE_OBJECT [GOLDEN]

HEADER is sheaf/plugin.h, which includes every header of the folder abi/ beside it; one that it leaves
out is an error.

PROBE_OBJECT is probe.c compiled with -g -fno-eliminate-unused-debug-types; gdb reads it. Without
GOLDEN it prints the layout, which is how sdk/abi/layout-MAJOR.MINOR.txt is made. With GOLDEN it exits 1
unless all that the golden file has is still there and unchanged, and all that is new is a field at the
end of a struct that has a struct_size, a new struct, typedef or constant. Before 1.0 nothing may be new
either: each minor is one layout.
"""
import os
import re
import subprocess
import sys

# They say which version this is: the golden file's name has them.
VERSION_CONSTANTS = {"SHEAF_ABI_MAJOR", "SHEAF_ABI_MINOR"}


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def text_of(umbrella):
    """The headers that `umbrella` includes, one after the other, without comments."""
    def read(path):
        with open(path, encoding="utf-8") as file:
            return without_comments(file.read())

    folder = os.path.dirname(umbrella)
    included = re.findall(r'^#include "sheaf/(abi/\w+\.h)"', read(umbrella), flags=re.M)
    present = {f"abi/{name}" for name in os.listdir(os.path.join(folder, "abi"))}
    if set(included) != present:
        sys.exit(f"{umbrella} does not include what abi/ holds: {sorted(set(included) ^ present)}")
    return read(umbrella) + "".join(read(os.path.join(folder, name)) for name in included)


def gdb(probe, expressions):
    """What gdb prints for each expression, in order."""
    command = ["gdb", "-nx", "-batch"]
    for expression in expressions:
        command += ["-ex", "echo \\n==\\n", "-ex", expression]
    result = subprocess.run(command + [probe], capture_output=True, text=True, check=True)
    answers = result.stdout.split("\n==\n")[1:]
    if len(answers) != len(expressions):
        sys.exit(f"gdb cannot read {probe}: {result.stderr}")
    return answers


def structs(text, probe):
    names = re.findall(r"typedef struct (\w+) \{", text)
    for name, answer in zip(names, gdb(probe, [f"ptype /o struct {n}" for n in names])):
        fields = re.findall(r"^/\*\s*(\d+)\s*\|?\s*(\d+)\s*\*/\s*(.*);\s*$", answer, flags=re.M)
        if not fields or "hole" in answer or "padding" in answer:
            sys.exit(f"struct {name} is unknown to gdb or has padding:\n{answer}")
        for offset, size, declaration in fields:
            yield f"{name} {offset} {size} {' '.join(declaration.split())}"


def typedefs(text, probe):
    names = re.findall(r"typedef u?int\d+_t (\w+);", text)
    names += re.findall(r"typedef [\w ]+\(SHEAF_CALL\s*\*\s*(\w+)\)", text)
    for name, answer in zip(names, gdb(probe, [f"whatis {n}" for n in names])):
        yield f"typedef {name} = {' '.join(answer.replace('type = ', '').split())}"


def constants(text):
    for body in re.findall(r"enum \{(.*?)\}", text, flags=re.S):
        for name, value in re.findall(r"(SHEAF_\w+) = ([^,]+)", body):
            yield f"const {name} = {eval(value.replace('u', ''))}"  # 1u << 2, -100
    for name, value in re.findall(r'^#define (SHEAF_\w+) ("[^"]+"|0x\w+|\d+u|INT64_MIN)', text, flags=re.M):
        if name not in VERSION_CONSTANTS:
            yield f"const {name} = {value}"


def layout(header, probe):
    text = text_of(header)
    return [*structs(text, probe), *typedefs(text, probe), *constants(text)]


def is_before_1_0(header):
    return re.search(r"^#define SHEAF_ABI_MAJOR 0u", text_of(header), flags=re.M) is not None


def breaks(old, new, exact):
    """The lines of `old` that `new` breaks, and what it has in their place; if `exact`, what is new, too."""
    def key(line):
        words = line.split()
        return " ".join(words[:2]) if words[0] in ("const", "typedef") else words[0]

    def grouped(lines):
        groups = {}
        for line in lines:
            groups.setdefault(key(line), []).append(line)
        return groups

    now = grouped(new)
    before = set(old)
    if exact:
        yield from (("nothing", line) for line in new if line not in before)
    for name, was in grouped(old).items():
        is_now = now.get(name, [])
        for i, line in enumerate(was):
            if i >= len(is_now) or is_now[i] != line:
                yield line, is_now[i] if i < len(is_now) else "nothing"
                break
        else:
            frozen = not any(line.endswith(" uint32_t struct_size") for line in was)
            if frozen and len(is_now) > len(was):
                yield f"{name} is frozen", is_now[len(was)]


def main():
    new = layout(sys.argv[1], sys.argv[2])
    if len(sys.argv) == 3:
        print("\n".join(new))
        return 0
    with open(sys.argv[3], encoding="utf-8") as file:
        old = file.read().splitlines()
    broken = list(breaks(old, new, is_before_1_0(sys.argv[1])))
    for was, is_now in broken:
        print(f"ABI break: {was}\n   is now: {is_now}")
    if broken:
        print(f"Before 1.0: check_layout.py {sys.argv[1]} {sys.argv[2]} > {sys.argv[3]}, with a line in\n"
              "CHANGELOG.md and, if a release has that layout, a new minor. After that: undo it, and add instead.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
