"""Kills `codexit fix` at many moments and looks at what it leaves: every file must be as it was, as the first round of
fixes makes it (the calls are migrated) or as the second does (the migrated calls get a timeout), and the next run must
finish the work and leave no temporary file.

    python tests/kill/kill.py --bin target/debug/codexit [--files 400] [--runs 60]

The moments are spread evenly over the time that a whole run takes, from the first millisecond to past its end."""

import argparse
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = """import openai

LIMIT = {number}
{lines}

def ask(text):
    answer = openai.ChatCompletion.create(model="gpt-4-0314", messages=[{{"role": "user", "content": text}}])
    return answer["choices"][0]["message"]["content"]
"""


def lay_out(folder, files):
    for number in range(files):
        below = folder / f"part{number % 20}"
        below.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"value_{number}_{line} = {line}\n" for line in range(number % 200))
        (below / f"module{number}.py").write_text(PROGRAM.format(number=number, lines=lines))


def contents(folder):
    return {p.relative_to(folder): hashlib.sha256(p.read_bytes()).digest() for p in folder.rglob("*") if p.is_file()}


def command(binary, *more):
    return [binary, "fix", "--unsafe", "--isolated", "--as-of", "2026-11-22", "--quiet", *more, "."]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--runs", type=int, default=60)
    args = parser.parse_args()
    binary = pathlib.Path(args.bin).resolve()
    work = pathlib.Path(tempfile.mkdtemp())
    before, middle, after, tree = (work / name for name in ("before", "middle", "after", "tree"))
    lay_out(before, args.files)
    whole = 60.0
    for _ in range(3):
        # The quickest counts: a first run waits for the disk.
        shutil.rmtree(after, ignore_errors=True)
        shutil.copytree(before, after)
        began = time.monotonic()
        subprocess.run(command(binary), cwd=after, check=False, stdout=subprocess.DEVNULL)
        whole = min(whole, time.monotonic() - began)
    # What the first round finds, without what the second does.
    shutil.copytree(before, middle)
    subprocess.run(command(binary, "--ignore", "resilience"), cwd=middle, check=False, stdout=subprocess.DEVNULL)
    old, half, new = contents(before), contents(middle), contents(after)
    assert all(len({old[p], half[p], new[p]}) == 3 for p in old), "two rounds no longer change every file"
    wrong = killed = during = strays = 0
    for run in range(args.runs):
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(before, tree)
        process = subprocess.Popen(command(binary), cwd=tree, stdout=subprocess.DEVNULL)
        time.sleep(whole * (run + 1) / args.runs)
        killed += process.poll() is None
        process.kill()
        process.wait()
        left = contents(tree)
        temporary = [path for path in left if path.name.endswith(".tmp")]
        strays += len(temporary)
        files = {path: digest for path, digest in left.items() if path not in temporary}
        during += len({(old[p], half[p], new[p]).index(d) for p, d in files.items() if d in (old[p], half[p], new[p])}) > 1
        broken = [p for p in old if files.get(p) not in (old[p], half[p], new[p])] + [p for p in files if p not in old]
        subprocess.run(command(binary), cwd=tree, check=False, stdout=subprocess.DEVNULL)
        unfinished = contents(tree) != new
        if broken or unfinished:
            wrong += 1
            print(f"run {run}: as no round makes them: {broken[:3]}; unfinished after the next run: {unfinished}")
    shutil.rmtree(work)
    print(f"{args.files} files, {whole:.1f} s for a whole run; {args.runs} runs, {killed} killed before their end, "
          f"{during} of them while files were written, {strays} temporary files left and swept up; {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
