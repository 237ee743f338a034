"""Runs every program below this folder twice: as it is, on the old SDK, and as `codexit fix --unsafe` leaves it,
on the newest. Both must print the same, the second against a stub that refuses what the current API refuses.

    python tests/sdk/run.py --bin target/debug/codexit [--work DIR] [--only NAME]

The SDKs are installed with pip into virtual environments below the work folder, once."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import venv

import stub

HERE = pathlib.Path(__file__).parent
# The major version of Node that the newest SDKs ask for.
NODE = 22
# For each folder of programs, what it is written in and the packages before and after.
SUITES = {
    "openai-python-v0": ("python", ["openai==0.28.1", "numpy", "tenacity"], ["openai", "tenacity"]),
    "openai-python-responses": ("python", ["openai==0.28.1", "numpy"], ["openai"]),
    "openai-python-moved": ("python", ["openai==1.60.0", "httpx<0.28"], ["openai"]),
    "openai-node-v3": (
        "node", ["openai@3.3.0", "exponential-backoff@3", "axios@1"],
        ["openai@latest", "exponential-backoff@3", "axios@1"],
    ),
    "openai-node-v4": ("node", ["openai@4.104.0"], ["openai@latest"]),
    "langchain-python": (
        "python", ["langchain==0.3.30", "langchain-community==0.3.31", "openai<2"],
        ["langchain", "langchain-community", "langchain-openai"],
    ),
    "langchain-node": (
        "node", ["langchain@0.1.37", "@langchain/openai@0.0.34", "@langchain/core@0.1.63"],
        ["langchain@latest", "@langchain/openai@latest", "@langchain/core@latest"],
    ),
    "mistral-python-v0": ("python", ["mistralai==0.4.2"], ["mistralai"]),
    "anthropic-python": ("python", ["anthropic==0.125.0"], ["anthropic"]),
    "anthropic-node": ("node", ["@anthropic-ai/sdk@0.137.0"], ["@anthropic-ai/sdk@latest"]),
    "cohere-python": ("python", ["cohere==5.21.1"], ["cohere"]),
    "google-generativeai": ("python", ["google-generativeai==0.8.6"], ["google-genai"]),
    "vertexai-python": (
        "python", ["google-cloud-aiplatform==2.7.0"], ["google-genai", "google-cloud-aiplatform"],
    ),
    "resilience-python": (
        "python", ["openai", "anthropic", "google-genai", "cohere", "requests"],
        ["openai", "anthropic", "google-genai", "cohere", "requests"],
    ),
    "resilience-node": (
        "node", ["openai@latest", "@anthropic-ai/sdk@latest", "@google/genai@latest", "axios@latest"],
        ["openai@latest", "@anthropic-ai/sdk@latest", "@google/genai@latest", "axios@latest"],
    ),
    "openai-http-python": ("python", ["requests", "httpx"], ["requests", "httpx"]),
    "openai-node-completions": ("node", ["openai@4.104.0"], ["openai@latest"]),
    "openai-node-completions-responses": ("node", ["openai@4.104.0"], ["openai@latest"]),
    "openai-node-responses": ("node", ["openai@3.3.0"], ["openai@latest"]),
    "openai-http-node": ("node", ["axios@1"], ["axios@1"]),
    "azure-openai-node": ("node", ["@azure/openai@1.0.0-beta.13"], ["openai@latest"]),
    "generative-ai-node": ("node", ["@google/generative-ai@0.24.1"], ["@google/genai@latest"]),
}

# Variables that are otherwise for a suite, or hidden from it: AzureOpenAI takes no endpoint beside OPENAI_BASE_URL, and
# what is sent to a written-out host is sent to the stub.
VARIABLES = {
    "azure-openai-node": {"OPENAI_BASE_URL": None, "OPENAI_API_KEY": None},
    "openai-http-python": {"PYTHONPATH": str(HERE / "redirect")},
    "openai-http-node": {"NODE_OPTIONS": f"--import={HERE / 'redirect.mjs'}"},
}

# What `fix` is told beside `--unsafe`.
OPTIONS = {
    suite: ["--target", "responses"]
    for suite in ("openai-python-responses", "openai-node-responses", "openai-node-completions-responses")
}


def environment(folder, kind, requirements):
    if kind == "node":
        # Programs are run below the folder, so that node finds its packages.
        if not (folder / "node_modules").exists():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "package.json").write_text("{}")
            subprocess.run(["npm", "install", "--silent", *requirements], cwd=folder, check=True)
        return folder
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *requirements], check=True)
    return python


def node(work):
    """A Node that is new enough for the newest SDKs: the one at hand, or one from the registry."""
    found = shutil.which("node")
    if found:
        version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        if int(version.lstrip("v").split(".")[0]) >= NODE:
            return found
    folder = work / "node"
    path = folder / "node_modules" / "node" / "bin" / "node"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", f"node@{NODE}"], cwd=folder, check=True)
    return path


def run(python, program, folder, port, variables):
    url = f"http://127.0.0.1:{port}"
    env = {
        "PATH": os.environ["PATH"], "OPENAI_API_KEY": "sk-test", "MY_KEY": "sk-mine", "MY_BASE": f"{url}/v1", "MY_CHAT": f"{url}/v1/chat/completions",
        "OPENAI_API_BASE": f"{url}/v1", "OPENAI_BASE_URL": f"{url}/v1", "AZURE_BASE": url, "PYTHONWARNINGS": "ignore",
        "ANTHROPIC_BASE_URL": f"{url}/anthropic", "ANTHROPIC_API_KEY": "sk-ant", "CO_API_URL": f"{url}/cohere",
        "MISTRAL_BASE": f"{url}/mistral", "MISTRAL_API_KEY": "sk-m", "GEMINI_BASE": f"{url}/gemini",
        "GOOGLE_API_KEY": "g-key", "VERTEX_BASE": url, "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1",
    }
    env = {name: value for name, value in {**env, **variables}.items() if value is not None}
    if python.is_dir():
        # node looks for packages beside the program.
        link = folder / "node_modules"
        link.unlink(missing_ok=True)
        link.symlink_to(python / "node_modules")
        python = node(python.parent)
    done = subprocess.run([python, program], cwd=folder, env=env, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def server(strict):
    made = stub.serve(strict)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made.server_address[1]


def check(program, binary, old, new, ports, work, options, variables):
    folder = work / program.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if program.is_dir():
        shutil.copytree(program, folder, dirs_exist_ok=True)
        main = next(p.name for p in program.iterdir() if p.stem == "main")
    else:
        shutil.copy(program, folder)
        main = program.name
    code, before, err = run(old, main, folder, ports[0], variables)
    if code != 0:
        return f"before: exit {code}\n{err}"
    fix = [binary, "fix", "--unsafe", "--isolated", *options]
    fixed = subprocess.run([*fix, "."], cwd=folder, capture_output=True, text=True)
    if fixed.returncode not in (0, 1):
        return f"fix: exit {fixed.returncode}\n{fixed.stderr}"
    text = "\n".join(p.read_text() for p in sorted(folder.iterdir()) if p.suffix in (".py", ".js", ".mjs", ".cjs"))
    code, after, err = run(new, main, folder, ports[1], variables)
    if code != 0 or after != before:
        return f"after: exit {code}\n{err}\n--- before\n{before}--- after\n{after}--- fix\n{fixed.stderr}--- code\n{text}"
    again = subprocess.run([*fix, "--diff", "."], cwd=folder, capture_output=True, text=True)
    if again.stdout:
        return f"a second fix changes something:\n{again.stdout}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--work", default=None)
    parser.add_argument("--only", help="the name of one program")
    parser.add_argument("--suite", help="the name of one folder of programs")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    work = pathlib.Path(args.work or tempfile.mkdtemp()).resolve()
    binary = pathlib.Path(args.bin).resolve()
    ports = server(False), server(True)
    failed = count = 0
    for suite, (kind, old, new) in SUITES.items():
        if not (HERE / suite).is_dir() or args.suite and args.suite != suite:
            continue
        old = environment(work / f"{suite}-old", kind, old)
        new = environment(work / f"{suite}-new", kind, new)
        for program in sorted((HERE / suite).iterdir()):
            if args.only and args.only != program.stem or program.name.startswith("__"):
                continue
            count += 1
            problem = check(program, binary, old, new, ports, work / "programs", OPTIONS.get(suite, []),
                            VARIABLES.get(suite, {}))
            failed += problem is not None
            print(f"{'ok  ' if problem is None else 'FAIL'} {suite}/{program.name}")
            if problem:
                print("    " + problem.replace("\n", "\n    "))
            elif args.show and program.is_file():
                print((work / "programs" / program.stem / program.name).read_text())
    print(f"{count - failed} of {count} programs print the same before and after")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
