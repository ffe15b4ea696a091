#!/usr/bin/env python3
"""Compares `trimtab eval --jsonl` with Go's own text/template over random templates and data.

usage: differential.py TRIMTAB GO [--count N] [--seed S] [--report FILE]

Prints the agreement by category; the status is 1 if it is below 99.5 % in total. Categories of
`cases.DEBIAN` are compared where the packages that `Tests/install-servers.sh go` installs are there.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

from cases import DEBIAN, cases

# Where Go fails only because of its static types, accepting with the obvious meaning is right.
STATIC_TYPES = re.compile(
    r"unaddressable array|cannot index slice/array with type float|"
    r"incompatible types for comparison|cannot index slice/array with type interface|wrong type for value|invalid type for comparison"
    r"|non-comparable|expected \S+; (got|found)|error calling (eq|ne|lt|le|gt|ge)"
    r"|object member name must be a string|a map with non-string key type")


SHARED = "/usr/share/gocode"
NEEDED = ["github.com/Masterminds/sprig", "gopkg.in/yaml.v2", "github.com/BurntSushi/toml",
          "github.com/davecgh/go-spew", "github.com/hashicorp/go-sockaddr", "golang.org/x/text"]


def has_packages():
    return all(os.path.isdir(f"{SHARED}/src/{name}") for name in NEEDED)


def build_oracle(go, folder):
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle")
    program = os.path.join(folder, "oracle")
    cache = os.environ.get("GOCACHE") or os.path.join(folder, "cache")
    environment = dict(os.environ, GOCACHE=cache, GO111MODULE="off", GOFLAGS="",
                       GOPATH=os.path.join(folder, "path") + ":" + SHARED)
    names = ["main.go", "data.go", "functions.go", "collections.go", "confd.go"]
    files = [os.path.join(here, name) for name in names]
    files += [os.path.join(here, "debian.go")] if has_packages() else []
    tags = ["-tags", "debian"] if has_packages() else []
    subprocess.run([go, "build", *tags, "-o", program, *files], check=True, env=environment)
    return program


def run(command, lines):
    done = subprocess.run(command, input=lines, capture_output=True, timeout=600)
    answers = {}
    for line in done.stdout.split(b"\n"):
        if line.strip():
            try:
                answer = json.loads(line)
            except json.JSONDecodeError:
                sys.stderr.write(f"{command[0]} ended within an answer\n")
                continue
            answers[answer["id"]] = answer
    if done.returncode != 0:
        sys.stderr.write(f"{command[0]} ended with {done.returncode}: "
                         f"{done.stderr.decode(errors='replace')[-500:]}\n")
    return answers


def shown(answer):
    """The output, with one address for all: Go's are those of its memory."""
    text = answer.get("output")
    if text is not None:
        text = re.sub(r"\b(0x)?(c000000000|[0-9a-f]{11,12})\b|\b(824633720832|[0-9]{13,15})\b", "ADDRESS", text)
    return text, answer.get("output_b64")


def verdict(go, ours):
    """"same", "lenient" (ours accepts what Go's static types refuse), or what differs."""
    if ours is None or go is None:
        return "no answer"
    if go.get("phase") == "timeout" or go.get("error") == "too much output":
        return "skipped"
    if go["ok"]:
        if not ours["ok"]:
            return "refused"
        same = shown(go) == shown(ours)
        return "same" if same else "output"
    if ours["ok"]:
        if go["phase"] == "exec" and STATIC_TYPES.search(go["error"]):
            return "lenient"
        return "accepted"
    if go["phase"] != ours.get("phase"):
        return "phase"
    if go["phase"] == "exec" and STATIC_TYPES.search(go["error"]) and go["line"] < ours.get("line", 0):
        return "lenient"
    return "same" if go.get("line") == ours.get("line") else "line"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("trimtab")
    parser.add_argument("go")
    parser.add_argument("--count", type=int, default=36000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--report")
    options = parser.parse_args()
    missing = () if has_packages() else DEBIAN
    requests = list(cases(options.count, options.seed, missing))
    lines = b"".join(json.dumps(request).encode() + b"\n" for _, request in requests)
    with tempfile.TemporaryDirectory() as folder:
        expected = run([build_oracle(options.go, folder)], lines)
    found = run([options.trimtab, "eval", "--jsonl"], lines)
    tally, differences, worded = {}, [], 0
    for category, request in requests:
        go = expected.get(request["id"])
        ours = found.get(request["id"])
        result = verdict(go, ours)
        counts = tally.setdefault(category, {})
        counts[result] = counts.get(result, 0) + 1
        if result not in ("same", "lenient", "skipped"):
            differences.append((category, result, request, go, ours))
        elif ours["ok"] is False and go["error"] != ours.get("error"):
            worded += 1
    if options.report:
        with open(options.report, "w") as report:
            for category, result, request, go, ours in differences:
                json.dump({"category": category, "difference": result, "request": request,
                           "go": go, "trimtab": ours}, report)
                report.write("\n")
    total = good = 0
    print(f"{'category':<12} {'cases':>6} {'agree':>9}  differences")
    for category in sorted(tally):
        counts = tally[category]
        cases_here = sum(counts.values())
        agree = counts.get("same", 0) + counts.get("lenient", 0) + counts.get("skipped", 0)
        total, good = total + cases_here, good + agree
        others = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if name != "same")
        print(f"{category:<12} {cases_here:>6} {100 * agree / cases_here:>8.2f}%  {others}")
    print(f"{'total':<12} {total:>6} {100 * good / total:>8.3f}%; "
          f"{worded} errors at the same line have other words")
    return 0 if good >= 0.995 * total else 1


if __name__ == "__main__":
    sys.exit(main())
