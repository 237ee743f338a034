"""`codexit fix --interactive` on a terminal of its own: what it shows and asks, and what each answer does.

    python tests/terminal/interactive.py --bin target/debug/codexit"""

import argparse
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time

LINE = 'openai.OpenAI().chat.completions.create(model="gpt-4-0314", messages=[])\n'
# What is answered, and how many of the three files are changed.
CASES = [(["y", "n", "y"], 2), (["n", "n", "n"], 0), (["y", "q"], 1), (["a"], 3), (["what", "y", "q"], 1), (["\x04"], 0)]


def run(binary, folder, answers):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [binary, "fix", "--unsafe", "--interactive", "--isolated", "--as-of", "2026-11-22", "--select", "model", "."],
        cwd=folder, stdin=follower, stdout=follower, stderr=follower, close_fds=True)
    os.close(follower)
    shown, waiting, deadline = b"", list(answers), time.monotonic() + 60
    seen = 0
    while time.monotonic() < deadline:
        ready, _, _ = select.select([leader], [], [], 0.2)
        if ready:
            try:
                piece = os.read(leader, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        asked = shown.count(b"[q]uit: ")
        if asked > seen and waiting:
            seen = asked
            answer = waiting.pop(0)
            os.write(leader, answer.encode() if answer == "\x04" else f"{answer}\n".encode())
        if process.poll() is not None and not ready:
            break
    process.kill()
    process.wait()
    os.close(leader)
    return shown.decode(errors="replace"), process.returncode, waiting


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    binary = pathlib.Path(parser.parse_args().bin).resolve()
    failed = 0
    for answers, expected in CASES:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for file in "abc":
                (folder / f"{file}.py").write_text("import openai\n" + LINE)
            shown, _, left = run(binary, folder, answers)
            changed = sum("gpt-4-0314" not in (folder / f"{file}.py").read_text() for file in "abc")
            good = changed == expected and not left and '+openai.OpenAI().chat' in shown
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {answers!r}: {changed} of 3 files changed")
            if not good:
                print(shown)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
