"""Reads what codexit wrote as the programs would that it is written for. Usage: validate.py FOLDER SARIF-SCHEMA ROOT

FOLDER holds o.sarif, o.cdx.json, o.csv, o.xml, gitlab.json, rdjson.json, o.json, o.jsonl of one run; ROOT is where it
was started. GitLab's and Reviewdog's formats and JUnit's as Jenkins reads it have schemas in their own sources only
(app/validators/json_schemas/codeclimate.json of GitLab, proto/rdf/reviewdog.proto of Reviewdog,
model/xsd/junit-10.xsd of Jenkins' xunit-plugin), so what those ask for is said again below.
"""

import ast
import csv
import json
import os
import re
import sys
import urllib.parse
import xml.etree.ElementTree

import junitparser
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft7Validator

folder, sarif_schema, root = sys.argv[1:]
TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}


def strict(required, **properties):
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


POSITION = strict(["line"], line=NUMBER, column=NUMBER)
GITLAB = {
    "type": "array",
    "items": strict(
        ["description", "fingerprint", "severity", "location", "check_name"],
        type={"const": "issue"},
        check_name=TEXT,
        description={"type": "string", "minLength": 1},
        categories={"type": "array", "items": TEXT},
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        fingerprint={"type": "string", "minLength": 8},
        location=strict(["path", "positions"], path=TEXT, positions=strict(["begin", "end"], begin=POSITION, end=POSITION)),
    ),
}
SEVERITY = {"enum": ["ERROR", "WARNING", "INFO"]}
RANGE = strict(["start"], start=POSITION, end=POSITION)
RDJSON = strict(
    ["source", "severity", "diagnostics"],
    source=strict(["name"], name=TEXT, url=TEXT),
    severity=SEVERITY,
    diagnostics={
        "type": "array",
        "items": strict(
            ["message", "location", "severity", "code"],
            message={"type": "string", "minLength": 1},
            location=strict(["path", "range"], path=TEXT, range=RANGE),
            severity=SEVERITY,
            code=strict(["value"], value=TEXT, url=TEXT),
            suggestions={"type": "array", "minItems": 1, "items": strict(["range", "text"], range=RANGE, text=TEXT)},
        ),
    },
)


def load(name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def valid(schema, document, name):
    faults = sorted(Draft7Validator(schema).iter_errors(document), key=str)
    assert not faults, f"{name}: {faults[0].message[:300]} at {list(faults[0].absolute_path)}"


with open(sarif_schema, encoding="utf-8") as file:
    schema = json.load(file)
log = load("o.sarif")
valid(schema, log, "SARIF")
(run,) = log["runs"]
rules = run["tool"]["driver"]["rules"]
assert all(urllib.parse.urlparse(rule["helpUri"]).scheme in ("https", "urn") for rule in rules)
assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)
shown = [result for result in run["results"] if not result.get("suppressions")]
for result in run["results"]:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["partialFingerprints"]["codexit/v1"]
prints = [result["partialFingerprints"]["codexit/v1"] for result in run["results"]]
assert len(set(prints)) == len(prints), "a fingerprint stands for two results"


def offset(text, line, column):
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    return starts[line - 1] + column - 1


fixed = 0
for fix in [fix for result in run["results"] for fix in result.get("fixes", [])]:
    assert fix["properties"]["applicability"] in ("safe", "unsafe")
    for change in fix["artifactChanges"]:
        path = os.path.join(root, urllib.parse.unquote(change["artifactLocation"]["uri"]))
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        edits = []
        for replacement in change["replacements"]:
            region = replacement["deletedRegion"]
            start = offset(text, region["startLine"], region["startColumn"])
            end = offset(text, region["endLine"], region["endColumn"])
            edits.append((start, end, replacement.get("insertedContent", {"text": ""})["text"]))
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        if path.endswith(".py"):
            ast.parse(text)
        fixed += 1

valid(GITLAB, load("gitlab.json"), "GitLab")
valid(RDJSON, load("rdjson.json"), "rdjson")
with open(os.path.join(folder, "o.cdx.json"), encoding="utf-8") as file:
    faults = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
assert faults is None, faults

# Reviewdog's suggestions, applied as it applies them: by line and byte.
suggested = 0
for diagnostic in load("rdjson.json")["diagnostics"]:
    for suggestion in diagnostic.get("suggestions", []):
        path = os.path.join(root, diagnostic["location"]["path"])
        with open(path, "rb") as file:
            text = file.read()
        starts = [0] + [match.end() for match in re.finditer(b"\n", text)]
        start, end = (suggestion["range"][key] for key in ("start", "end"))
        start, end = (starts[place["line"] - 1] + place["column"] - 1 for place in (start, end))
        text = (text[:start] + suggestion["text"].encode() + text[end:]).decode()
        if path.endswith(".py"):
            ast.parse(text)
        suggested += 1
assert suggested > 0, "no suggestion"

# JUnit: the attributes and elements that the strict schema knows, and no others.
CASE, SUITE = {"name", "time", "classname", "group"}, {
    "name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package",
    "file", "log", "url",
}
ALLOWED = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (SUITE, {"testsuite", "properties", "testcase", "system-out", "system-err"}),
    "testcase": (CASE, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}
for element in xml.etree.ElementTree.parse(os.path.join(folder, "o.xml")).iter():
    attributes, children = ALLOWED[element.tag]
    assert set(element.attrib) <= attributes, f"{element.tag}: {sorted(set(element.attrib) - attributes)}"
    assert {child.tag for child in element} <= children, element.tag
    assert element.tag != "testsuite" or {"name", "tests", "failures", "errors"} <= set(element.attrib)
    assert re.fullmatch(r"[0-9]*(\.[0-9]*)?", element.get("time", "0")), element.get("time")
suites = junitparser.JUnitXml.fromfile(os.path.join(folder, "o.xml"))
cases = [case for suite in suites for case in suite]
failed = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
assert suites.tests == len(cases) and suites.failures == len(failed) > 0
with open(os.path.join(folder, "o.csv"), encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file))
assert len({len(row) for row in rows}) == 1
texts = [cell for row in rows for cell in row if not re.fullmatch("-?[0-9]+", cell)]
assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], "a formula"
days = rows[0].index("days_left")
assert [row[days] for row in rows[1:]] == [str(left) if left is not None else "" for left in (f["days_left"] for f in load("o.json")["findings"])]
with open(os.path.join(folder, "o.jsonl"), encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
document = load("o.json")
count = len(document["findings"])
assert count > 0 and count == len(shown) == len(load("gitlab.json")) == len(load("rdjson.json")["diagnostics"])
assert count == len(cases) == len(rows) - 1 == len([line for line in lines if line["type"] == "finding"])
print(f"SARIF, CycloneDX, GitLab, rdjson, JUnit, CSV, JSON: {count} findings, {len(run['results'])} results, {fixed} fixed files, {suggested} suggestions")
