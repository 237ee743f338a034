#!/usr/bin/env python3
"""Runs libFuzzer's targets in turn, without cargo-fuzz: builds them with the coverage that libFuzzer needs (a nightly
compiler is not needed for that, cargo-fuzz itself is), makes seeds of the fixtures and rules and a dictionary of the
driver's words, and writes down after each turn what was fed, in how much processor time, and what came of it.

usage: run.py [--seconds SECONDS A TURN] [--turns N] [--work FOLDER] [--toolchain NAME] [--no-build] [TARGET…]
The corpus, what was found (crash-*, timeout-*, oom-*) and the account (account.csv) stay in the folder.
"""

import argparse
import csv
import os
import pathlib
import re
import resource
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
HOST = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout)[1]
FLAGS = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
]
SOURCE = (HERE / "src/lib.rs").read_text()
ENDINGS = {"python": ".py", "changes": ".py", "javascript": ".js", "typescript": ".ts", "tsx": ".tsx", "notebook": ".ipynb", "rules": ".toml"}
LISTS = {"manifest": "MANIFESTS", "data": "DATA", "text": "TEXTS", "ignores": "COMMENTED"}


def names(constant):
    """The names of files in a list of src/lib.rs."""
    body = re.search(rf"const {constant}: [^=]*= \[(.*?)\];", SOURCE, re.S)[1]
    return re.findall(r'"([^"]+)"', body)


def seeds(target, folder):
    """Fixtures and rules that a target can read; where the first byte says of which kind one is, with that byte."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [path for top in ("fixtures", "rules") for path in sorted((HERE.parent / top).rglob("*")) if path.is_file()]
    for number, path in enumerate(files):
        data = path.read_bytes()
        if len(data) > 20_000:
            continue
        if target in LISTS:
            kinds = names(LISTS[target])
            fits = [at for at, kind in enumerate(kinds) if kind == path.name or pathlib.Path(kind).suffix == path.suffix != ""]
            if fits:
                (folder / f"seed-{number}").write_bytes(bytes([fits[0]]) + data)
        elif path.suffix == ENDINGS[target] and (target != "rules" or "rules" in path.parts):
            (folder / f"seed-{number}").write_bytes(data)


def dictionary(path):
    """The words that mean something to some reader, as libFuzzer writes them."""
    body = re.search(r"const WORDS: [^=]*= \[(.*?)\n\];", (HERE / "src/mutate.rs").read_text(), re.S)[1]
    lines = []
    for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', body):
        word = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), literal)
        word = word.replace('\\"', '"').replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\\\", "\\")
        lines.append('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n')
    path.write_text("".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=HERE / "target" / "libfuzzer")
    parser.add_argument("--toolchain", default="nightly")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("targets", nargs="*", default=[])
    given = parser.parse_args()
    targets = given.targets or [*ENDINGS, *LISTS]
    work = given.work.resolve()
    built = work / "target"
    if not given.no_build:
        bins = [word for target in targets for word in ("--bin", target)]
        command = ["cargo", f"+{given.toolchain}", "build", "--release", "--features", "libfuzzer", "--target", HOST]
        environment = {**os.environ, "RUSTFLAGS": " ".join(FLAGS)}
        subprocess.run([*command, "--target-dir", built, *bins], cwd=HERE, env=environment, check=True)
    work.mkdir(parents=True, exist_ok=True)
    dictionary(work / "words.dict")
    for turn in range(given.turns):
        for target in targets:
            corpus, found = work / "corpus" / target, work / "found" / target
            found.mkdir(parents=True, exist_ok=True)
            if not corpus.exists():
                seeds(target, corpus)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            ran = subprocess.run(
                [
                    built / HOST / "release" / target, corpus, f"-max_total_time={given.seconds}", "-max_len=16384",
                    "-timeout=60", "-rss_limit_mb=3000", f"-dict={work / 'words.dict'}", f"-artifact_prefix={found}/",
                    "-report_slow_units=60", "-print_final_stats=1", "-verbosity=0", "-reload=0",
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            fed = re.search(r"number_of_executed_units: (\d+)", ran.stderr)
            new = not (work / "account.csv").exists()
            with (work / "account.csv").open("a", newline="") as file:
                out = csv.writer(file)
                if new:
                    out.writerow(["turn", "target", "fed", "processor seconds", "corpus", "status", "found"])
                kept = sorted(path.name for path in found.iterdir())
                out.writerow([turn, target, fed[1] if fed else "", round(spent), sum(1 for _ in corpus.iterdir()), ran.returncode, len(kept)])
            if ran.returncode:
                print(f"{target} ended with {ran.returncode}; see {found}\n{ran.stderr[-3000:]}", flush=True)


main()
