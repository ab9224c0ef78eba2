#!/usr/bin/env python3
"""Proves that the ABI gate can fail: edits a header, compiles it and asks the gate.

usage: check_layout_test.py HEADER PROBE_C GOLDEN SCRATCH_FOLDER C_COMPILER
"""
import glob
import os
import re
import shutil
import subprocess
import sys

HEADER, PROBE, GOLDEN, SCRATCH, COMPILER = sys.argv[1:]
GATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check_layout.py")

# What is edited: from (white space is of no matter), to, and what the gate must say in 1.x ("": it must let it
# pass). Before 1.0 it must let pass what changes no layout, and nothing else.
CASES = {
    "nothing changed": ("", "", ""),
    "a field inserted": (
        "  uint32_t version;          /* 1, 2, ...; 0: unknown */",
        "  uint32_t inserted;\n  uint32_t inserted2;\n  uint32_t version;",
        "sheaf_record 24 4 uint32_t version"),
    "a field removed": (
        "  uint64_t max_records; /* 0: no limit */\n", "",
        "sheaf_fetch_request 40 8 uint64_t max_records"),
    "two fields swapped": (
        "  int64_t published_ms;      /* first version */\n  int64_t updated_ms;        /* this version */",
        "  int64_t updated_ms;\n  int64_t published_ms;",
        "int64_t published_ms"),
    "a field retyped": (
        "  int64_t timeout_ms; /* 0: the host's limit */", "  uint64_t timeout_ms;",
        "int64_t timeout_ms"),
    "a parameter added": (
        "(SHEAF_CALL *checkpoint)(const struct sheaf_record_sink *, sheaf_str cursor)",
        "(SHEAF_CALL *checkpoint)(const struct sheaf_record_sink *, sheaf_str cursor, int hard)",
        "checkpoint"),
    "a constant changed": ("SHEAF_E_BUDGET = -9", "SHEAF_E_BUDGET = -10", "const SHEAF_E_BUDGET = -9"),
    "a flag moved": ("SHEAF_F_SECRET = 1u << 1", "SHEAF_F_SECRET = 1u << 5", "const SHEAF_F_SECRET = 2"),
    "a constant removed": (
        "  SHEAF_LINK_CODE = 4,\n", "", "const SHEAF_LINK_CODE = 4"),
    "an id changed": ('"sheaf.http/1"', '"sheaf.http/2"', 'const SHEAF_SERVICE_HTTP = "sheaf.http/1"'),
    "a callback changed": (
        "const sheaf_http_response *response,\n                                                  int64_t retry_after_ms",
        "const sheaf_http_response *response,\n                                                  int32_t retry_after_ms",
        "typedef sheaf_http_done"),
    "a status narrowed": ("typedef int32_t sheaf_status;", "typedef int16_t sheaf_status;", "has padding"),
    "a frozen struct grown": (
        "  sheaf_str value;\n} sheaf_kv;", "  sheaf_str value;\n  sheaf_str extra;\n} sheaf_kv;",
        "sheaf_kv is frozen"),
    "a field appended": (
        "  size_t extra_count;\n} sheaf_record;", "  size_t extra_count;\n  sheaf_str appended;\n} sheaf_record;", ""),
    "a function appended": (
        "(SHEAF_CALL *close)(struct sheaf_http_stream *);",
        "(SHEAF_CALL *close)(struct sheaf_http_stream *);\n"
        "  sheaf_status(SHEAF_CALL *seek)(struct sheaf_http_stream *, uint64_t offset);", ""),
    "a constant appended": ("  SHEAF_LINK_DATA = 5", "  SHEAF_LINK_DATA = 5, SHEAF_LINK_VIDEO = 6", ""),
    "a struct appended": (
        "} sheaf_clock;", "} sheaf_clock;\ntypedef struct sheaf_new {\n  uint32_t struct_size;\n  uint32_t flags;\n} sheaf_new;", ""),
    "a header left out": (
        '#include "sheaf/abi/mail.h"', "", "does not include what abi/ holds: ['abi/mail.h']"),
    "the minor raised": ("#define SHEAF_ABI_MINOR 2u", "#define SHEAF_ABI_MINOR 3u", ""),
    "a comment changed": ("/* one sentence */", "/* one sentence; const SHEAF_OK = 7 */", ""),
}


CHANGES_NO_LAYOUT = {"nothing changed", "the minor raised", "a comment changed"}


def gate_says(name, edit_from, edit_to, major):
    folder = os.path.join(SCRATCH, f"{major}.x", name.replace(" ", "-"))
    header = os.path.join(folder, "sheaf", "plugin.h")
    shutil.copytree(os.path.join(os.path.dirname(HEADER), "abi"), os.path.join(folder, "sheaf", "abi"))
    shutil.copy(HEADER, header)
    words = re.findall(r"\w+|[^\w\s]", edit_from)  # whatever the white space between them
    pattern = re.compile(r"\s*".join(map(re.escape, words)))
    for path in [header, *sorted(glob.glob(os.path.join(folder, "sheaf", "abi", "*.h")))]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found = pattern.search(text)
        if found:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text[:found.start()] + edit_to + text[found.end():])
            break
    else:
        return f"the test is out of date: {edit_from!r} is in no header"
    entry = os.path.join(folder, "sheaf", "abi", "entry.h")
    with open(entry, encoding="utf-8") as file:
        text = file.read()
    with open(entry, "w", encoding="utf-8") as file:
        file.write(re.sub(r"#define SHEAF_ABI_MAJOR \d+u", f"#define SHEAF_ABI_MAJOR {major}u", text))
    probe = os.path.join(folder, "probe.o")
    subprocess.run([COMPILER, "-std=c11", "-g", "-fno-eliminate-unused-debug-types", "-I", folder,
                    "-c", PROBE, "-o", probe], check=True)
    result = subprocess.run([sys.executable, GATE, header, probe, GOLDEN], capture_output=True, text=True)
    return result.stdout + result.stderr if result.returncode != 0 else ""


def main():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    failed = 0
    for name, (edit_from, edit_to, expected) in CASES.items():
        for major in (0, 1):
            said = gate_says(name, edit_from, edit_to, major)
            wanted = expected or ("" if major or name in CHANGES_NO_LAYOUT else "ABI break: nothing")
            ok = wanted in said if wanted else not said
            failed += not ok
            print(f"{'ok' if ok else 'FAILED'}: {major}.x, {name}" +
                  ("" if ok else f": expected {wanted!r}, got {said!r}"))
    return 1 if failed else 0


sys.exit(main())
