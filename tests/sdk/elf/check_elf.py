#!/usr/bin/env python3
"""Checks what a plugin's shared object shows and needs.

usage: check_elf.py PLUGIN.so [--declared LIBRARY;LIBRARY...] [--must-find COMPLAINT...]

It exports the entry and its version node only, needs the C and C++ run time and what its build declared,
no network client and no Boost, and has neither RPATH nor text relocations. With --must-find it passes
only if it complains, and each text given is part of a complaint.
"""
import argparse
import re
import subprocess
import sys

EXPORTS = {"sheaf_plugin_entry@@SHEAF_PLUGIN_1", "SHEAF_PLUGIN_1"}
RUN_TIME = {"c", "m", "stdc++", "gcc_s"}
FORBIDDEN = ("curl", "PocoNet", "boost_")  # HTTP is the host's; Boost's ABI is not a plugin's business


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def complaints(plugin, declared):
    exports = {line.split()[-1] for line in output_of("nm", "-D", "--defined-only", plugin).splitlines()}
    for name in sorted(exports - EXPORTS):
        yield f"exports {name}"
    for name in sorted(EXPORTS - exports):
        yield f"does not export {name}"
    dynamic = output_of("readelf", "-d", "-W", plugin)
    known = declared.replace("::", "").lower()
    for name in re.findall(r"\(NEEDED\).*\[lib(.+?)\.so[.\d]*\]", dynamic):
        if name.startswith(FORBIDDEN):
            yield f"needs lib{name}, which no plugin may"
        elif name not in RUN_TIME and name.lower() not in known:
            yield f"needs lib{name}, which its build does not declare"
    for tag in ("RPATH", "RUNPATH", "TEXTREL"):
        if re.search(rf"\b{tag}\b", dynamic):
            yield f"has {tag}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plugin")
    parser.add_argument("--declared", default="")
    parser.add_argument("--must-find", nargs="*", default=[])
    arguments = parser.parse_args()
    found = list(complaints(arguments.plugin, arguments.declared))
    for complaint in found:
        print(f"{arguments.plugin} {complaint}")
    if not arguments.must_find:
        return 1 if found else 0
    missed = [text for text in arguments.must_find if not any(text in complaint for complaint in found)]
    for text in missed:
        print(f"not found: {text}")
    return 1 if missed else 0


sys.exit(main())
