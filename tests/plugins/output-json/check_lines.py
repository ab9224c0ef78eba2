"""check_lines.py SCHEMA FILE: every line is what the schema says, and has no member that it does not describe."""
import json
import sys

import jsonschema


def closed(node):
    """The schema with "additionalProperties": false wherever properties are listed."""
    if isinstance(node, list):
        return [closed(n) for n in node]
    if not isinstance(node, dict):
        return node
    out = {k: closed(v) for k, v in node.items()}
    if "properties" in node and isinstance(node["properties"], dict) and "type" in node:
        out["additionalProperties"] = False
    return out


def members(path):
    """No two members of one name: most parsers would hide it."""
    def check(pairs):
        names = [k for k, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)
    with open(path, encoding="utf-8", errors="strict", newline="\n") as f:
        return [json.loads(line, object_pairs_hook=check) for line in f]


with open(sys.argv[1], encoding="utf-8") as f:
    schema = json.load(f)
jsonschema.Draft202012Validator.check_schema(schema)
validators = [jsonschema.Draft202012Validator(s) for s in (schema, closed(schema))]
lines = members(sys.argv[2])
for number, line in enumerate(lines, 1):
    for validator in validators:
        error = jsonschema.exceptions.best_match(validator.iter_errors(line))
        if error:
            sys.exit(f"line {number}: {error.json_path}: {error.message[:300]}")
head = lines[0]
for kind in ("section", "item", "unscored"):
    if sum(line["kind"] == kind for line in lines) != head[{"section": "sections", "item": "items"}.get(kind, kind)]:
        sys.exit(f"the first line counts other {kind} lines than there are")
# the check itself can fail
for broken in ({}, {"kind": "item"}, {**head, "sequence": 0}):
    assert not validators[0].is_valid(broken), broken
assert not validators[1].is_valid({**head, "surplus": 1}) and validators[0].is_valid({**head, "surplus": 1})
print(len(lines), "lines")
