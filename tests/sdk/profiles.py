"""Proves the profiles under rules/sdks against the newest SDKs: installs each, points it at a provider in an outage on
loopback, and compares the requests made, the time waited and the exception raised with what its profile says. Nothing
that is expected is written here: a profile that an SDK no longer obeys fails.

    tests/sdk/profiles [--work DIR] [--only NAME]

The SDKs are installed with pip and npm below the work folder."""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv

import outage

HERE = pathlib.Path(__file__).parent
RULES = HERE.parent.parent / "rules" / "sdks"
# How each SDK is called, and nothing of what it then does. `profile` and `client`, `model` or `function` find the
# behaviour; `{url}` is where the provider listens, with and without a version of its API behind it.
ASK = [{"role": "user", "content": "hello"}]
LATER = {"$new": ["mistralai.client.utils.RetryConfig",
                  ["backoff", {"$new": ["mistralai.client.utils.BackoffStrategy", [10, 50, 1.5, 60]]}, True]]}
CASES = [
    {"name": "openai", "install": ["openai"], "profile": "openai-python", "client": "openai.OpenAI",
     "settings": {"api_key": "sk", "base_url": "{url}/v1"}, "call": "chat.completions.create",
     "keywords": {"model": "m", "messages": ASK}, "stream": {"stream": True}},
    {"name": "openai responses", "install": ["openai"], "profile": "openai-python", "client": "openai.OpenAI",
     "settings": {"api_key": "sk", "base_url": "{url}/v1"}, "call": "responses.create",
     "keywords": {"model": "m", "input": "hello"}, "stream": {"stream": True}},
    {"name": "openai module", "install": ["openai"], "profile": "openai-python",
     "function": "openai.chat.completions.create", "module": {"openai.api_key": "sk", "openai.base_url": "{url}/v1/"},
     "keywords": {"model": "m", "messages": ASK}},
    {"name": "anthropic", "install": ["anthropic"], "profile": "anthropic-python", "client": "anthropic.Anthropic",
     "settings": {"api_key": "sk", "base_url": "{url}"}, "call": "messages.create",
     "keywords": {"model": "m", "max_tokens": 9, "messages": ASK}, "stream": {"stream": True}},
    {"name": "google-genai", "install": ["google-genai"], "profile": "google-genai-python",
     "client": "google.genai.Client", "settings": {"api_key": "k", "http_options": {"base_url": "{url}"}},
     "call": "models.generate_content", "keywords": {"model": "m", "contents": "hello"},
     "stream call": "models.generate_content_stream", "values": {"retry_options": {"attempts": 3}}},
    {"name": "cohere", "install": ["cohere"], "profile": "cohere-python", "client": "cohere.ClientV2",
     "settings": {"api_key": "k", "base_url": "{url}"}, "call": "chat", "keywords": {"model": "m", "messages": ASK},
     "stream call": "chat_stream"},
    {"name": "mistralai", "install": ["mistralai"], "profile": "mistral-python", "client": "mistralai.client.Mistral",
     "settings": {"api_key": "k", "server_url": "{url}"}, "call": "chat.complete",
     "keywords": {"model": "m", "messages": ASK}, "stream call": "chat.stream",
     "values": {"retry_config": LATER, "retries": LATER}},
    {"name": "litellm to OpenAI", "install": ["litellm", "tenacity"], "profile": "litellm",
     "function": "litellm.completion",
     "keywords": {"model": "openai/m", "messages": ASK, "api_key": "k", "api_base": "{url}/v1"},
     "stream": {"stream": True}},
    {"name": "litellm to Anthropic", "install": ["litellm", "tenacity"], "profile": "litellm",
     "function": "litellm.completion", "keywords": {"model": "anthropic/m", "messages": ASK, "api_key": "k",
                                                    "max_tokens": 9, "api_base": "{url}"}},
    {"name": "litellm Router", "install": ["litellm", "tenacity"], "profile": "litellm", "client": "litellm.Router",
     "settings": {"model_list": [{"model_name": "m", "litellm_params": {
         "model": "anthropic/m", "api_key": "k", "api_base": "{url}"}}]},
     "call": "completion", "keywords": {"model": "m", "messages": ASK, "max_tokens": 9}},
    {"name": "langchain-openai", "install": ["langchain-openai"], "profile": "langchain-python",
     "model": "langchain_openai.ChatOpenAI", "settings": {"model": "m", "api_key": "k", "base_url": "{url}/v1"},
     "call": "invoke", "args": ["hello"], "stream call": "stream"},
    {"name": "openai (Node)", "install": ["openai@latest"], "profile": "openai-node", "client": "openai#default",
     "settings": {"apiKey": "sk", "baseURL": "{url}/v1"}, "call": "chat.completions.create",
     "args": [{"model": "m", "messages": ASK}], "stream": {"stream": True}},
    {"name": "openai responses (Node)", "install": ["openai@latest"], "profile": "openai-node",
     "client": "openai#default", "settings": {"apiKey": "sk", "baseURL": "{url}/v1"}, "call": "responses.create",
     "args": [{"model": "m", "input": "hello"}], "stream": {"stream": True}},
    {"name": "@anthropic-ai/sdk", "install": ["@anthropic-ai/sdk@latest"], "profile": "anthropic-node",
     "client": "@anthropic-ai/sdk#default", "settings": {"apiKey": "sk", "baseURL": "{url}"},
     "call": "messages.create", "args": [{"model": "m", "max_tokens": 9, "messages": ASK}], "stream": {"stream": True}},
    {"name": "@google/genai", "install": ["@google/genai@latest"], "profile": "google-genai-node",
     "client": "@google/genai#GoogleGenAI", "settings": {"apiKey": "k", "httpOptions": {"baseUrl": "{url}"}},
     "call": "models.generateContent", "args": [{"model": "m", "contents": "hello"}],
     "stream call": "models.generateContentStream", "values": {"retryOptions": {"attempts": 3}}},
    {"name": "ai", "install": ["ai@latest", "@ai-sdk/openai@latest"], "profile": "ai", "function": "ai#generateText",
     "provider": "{url}/v1", "args": [{"prompt": "hello"}], "stream call": "streamText"},
]
STATUSES = {"rate-limit": "429", "unavailable": "503", "overloaded": "529", "conflict": "409", "request-timeout": "408",
            "broken-server": "500"}
SCENARIOS = {**STATUSES, "reset": "reset", "timeout": "silent", "mid-stream": "broken", "in-stream": "event"}
# What a profile says besides, which is proved in another way (streams), or not at all.
WITHOUT_MEANING = ("failures in the middle of a stream", "streams", "failed connections",
                   "calls to other providers than OpenAI", "502", "504", "")
# Failures whose exception a profile need not name.
NOT_ASKED = ("conflict", "request-timeout", "broken-server", "in-stream")
# The shortest wait that is not taken for none.
A_WAIT = 0.1
SHORT = 0.4


def terms(text):
    """What a profile says is retried, or is not, as scenarios. Words that have no meaning here are an error."""
    found = set()
    for term in re.split(r", | and ", text.split(", unless ")[0]):
        if re.fullmatch(r"\d{3}", term) and term not in WITHOUT_MEANING:
            found.add(term)
        elif term == "5xx":
            found |= {"500", "503", "529"}
        elif term in ("connection errors", "resets"):
            found.add("reset")
        elif term == "timeouts":
            found.add("silent")
        elif term == "everything":
            found |= {"408", "409", "429", "500", "503", "529", "reset", "silent"}
        elif term not in WITHOUT_MEANING:
            raise ValueError(f"the profile says {term!r}, which cannot be proved")
    return found


class Proof:
    def __init__(self, case, environment, url):
        self.case, self.environment, self.url = case, environment, url
        self.node = environment.is_dir() and not (environment / "bin" / "python").exists()
        self.sdk = tomllib.loads((RULES / f"{case['profile']}.toml").read_text())
        self.version = self.installed()
        self.behaviour = self.chosen()
        self.steps, self.judges = [], []

    def installed(self):
        package = re.sub(r"(?<=.)@latest$", "", self.case["install"][0])
        if self.node:
            return json.loads((self.environment / "node_modules" / package / "package.json").read_text())["version"]
        code = f"from importlib.metadata import version; print(version({package!r}))"
        return subprocess.run([self.python(), "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    def python(self):
        return self.environment / "bin" / "python"

    def holds(self, versions):
        from pip._vendor.packaging.specifiers import SpecifierSet

        return versions is None or SpecifierSet(versions.replace(" ", ",")).contains(self.version, prereleases=True)

    def chosen(self):
        kind = next(kind for kind in ("client", "model", "function") if kind in self.case)
        fits = [b for b in self.sdk["behaviour"] if self.case[kind] in b.get(kind, []) and self.holds(b.get("versions"))]
        if len(fits) != 1:
            raise ValueError(f"{len(fits)} behaviours of {self.case['profile']} are those of {self.version}")
        return fits[0]

    # The plan ----------------------------------------------------------------------------------------------------------

    def step(self, scenario, judge, setting=None, client=None, module=None, stream=None):
        """One call; `judge` is given what happened. `setting` and `client` are (path, value) laid over the call and the
        constructor."""
        case, who = self.case, f"{CASES.index(self.case)}-{len(self.steps)}"
        at = f"{self.url}/{scenario}/{who}"
        step = {"call": case["call"] if "call" in case else case["function"].rpartition("#")[2], "stream": False}
        if "client" in case or "model" in case:
            made = case.get("client") or case["model"]
            step["package"], _, step["make"] = made.rpartition("#") if self.node else ("", "", made)
            step["client"] = case["settings"]
        elif self.node:
            step["package"] = case["function"].partition("#")[0]
        step["args"] = case.get("args", [])
        step["keywords"] = case.get("keywords", {})
        step["module"] = case.get("module", {}) | (dict([module]) if module else {})
        step["provider"] = case.get("provider")
        step = json.loads(json.dumps(step).replace("{url}", at))
        if stream:
            step["stream"] = True
            step["call"] = case.get("stream call", step["call"])
            if self.node and "stream" in case:
                step["args"][0] |= case["stream"]
            step["keywords"] |= case.get("stream", {})
        if client:
            lay(step["client"], *client)
        if setting and self.node:
            step["options"], step["at"] = lay({}, *setting), self.behaviour.get("options-at", 0)
            if setting[0].startswith("body:"):
                step["options"], step["at"] = lay({}, setting[0][5:], setting[1]), 0
            step["options"], step["at"] = (step["options"], step["at"])
        elif setting:
            lay(step["client"] if "model" in case else step["keywords"], *setting)
        step["slow"] = scenario == "silent"
        self.steps.append(step)
        self.judges.append((who, f"{scenario}{' stream' if stream else ''}"
                            f"{''.join(f' {p}={str(v)[:20]}' for p, v in [x for x in (setting, client, module) if x])}", judge))

    def plan(self):
        retry, timeout = self.behaviour["retry"], self.behaviour["timeout"]
        self.unit = 1000 if timeout.get("milliseconds") else 1
        times = retry["times"]
        covered = retry.get("only-models")
        if covered and not self.case["keywords"]["model"].startswith(tuple(covered)):
            times = 0
        self.times = times
        on, never = terms(retry.get("on", "")), terms(retry.get("not", ""))
        for kind, scenario in SCENARIOS.items():
            if kind in ("timeout", "mid-stream", "in-stream"):
                continue
            tries = 1 + (times if scenario in on - never else 0)
            self.step(scenario, self.all_of(self.requests(tries), self.waited(tries - 1), self.raised(kind)))
        self.step("ok", self.all_of(self.requests(1), self.limit(timeout.get("seconds"))))
        tries = 1 + (times if "silent" in on - never else 0)
        short = SHORT * self.unit
        silent = self.all_of(self.requests(tries), self.lasted(tries), self.raised("timeout"))
        for path in timeout.get("client", []) if "client" in self.case else []:
            self.step("silent", silent, client=(path, short))
        for path in timeout.get("call", []):
            self.step("silent", silent, setting=(path, short))
        for path in timeout.get("module", []) if "function" in self.case else []:
            self.step("silent", silent, module=(path, short))
        self.retries(retry)
        self.set_waits(retry)
        self.ignored(timeout.get("ignored", []), SHORT * self.unit, "ok", 1)
        # Where only some models are retried, an argument is ignored for the others.
        names = [] if covered and times else retry.get("ignored", [])
        self.ignored(names, 0 if times else 3, "503", 1 + (times if "503" in on - never else 0))
        if "stream" in self.case or "stream call" in self.case:
            call = self.case.get("stream call") or self.case["call" if "call" in self.case else "function"]
            tries = 1 + (0 if call.rpartition(".")[2] in retry.get("never", []) or "503" not in on - never else times)
            self.step("503", self.all_of(self.requests(tries), self.raised("unavailable", call)), stream=True)
            for kind in ("mid-stream", "in-stream"):
                self.step(SCENARIOS[kind], self.all_of(self.requests(1), self.raised(kind, call)), stream=True)

    def retries(self, retry):
        status = "503"
        claimed = terms(retry.get("on", ""))
        for where in ("client", "call", "module"):
            if where == "client" and "client" not in self.case or where == "module" and "function" not in self.case:
                continue
            for path in retry.get(where, []):
                value = self.case.get("values", {}).get(path.rpartition(".")[2])
                kind = {"client": "client", "call": "setting", "module": "module"}[where]
                if value is not None:
                    # Switched on by this: what is then retried is what the profile says.
                    for scenario in ("408", "409", "429", "500", "503", "529", "reset"):
                        judge = self.more_than(1) if scenario in claimed else self.requests(1)
                        self.step(scenario, judge, **{kind: (path, value)})
                    continue
                count = 1 + retry.get("counts-tries", False)
                self.step(status, self.more_than(1), **{kind: (path, count)})
                # Nought switches retries off, unless the profile says that it says nothing.
                off = self.more_than(1) if path in retry.get("unset-at-zero", []) and self.times else self.requests(1)
                self.step(status, off, **{kind: (path, 0)})

    def set_waits(self, retry):
        """Retries that are asked for wait as the profile says."""
        if "set-delay" in retry and not self.times:
            for path in retry.get("call", []):
                self.step("503", self.waited(2, retry["set-delay"]), setting=(path, 2))

    def ignored(self, names, value, scenario, tries):
        """What looks like a setting is refused, or changes nothing."""
        for name in names:
            body = self.node and self.behaviour.get("options-at") == 1
            refused_or = self.requests(tries)

            def judge(result, count, plain=refused_or):
                if result["raised"] and result["raised"][0] == "TypeError" and count == 0:
                    return None
                return plain(result, count) or (self.unlimited(result) if scenario == "ok" else None)

            self.step(scenario, judge, setting=(f"body:{name}" if body else name, value))

    # The judges --------------------------------------------------------------------------------------------------------

    def all_of(self, *judges):
        return lambda result, count: next((said for judge in judges if (said := judge(result, count))), None)

    def requests(self, wanted):
        return lambda result, count: None if count == wanted else f"{count} requests instead of {wanted}: {result['raised']}"

    def more_than(self, least):
        return lambda result, count: None if count > least else f"{count} requests, not more: {result['raised']}"

    def waits(self, result):
        if self.node:
            # An SDK that arms two timers for one wait waits once.
            waits = [delay / 1000 for delay in result["timers"] if 100 <= delay < 60_000]
            return [wait for wait, before in zip(waits, [None, *waits]) if wait != before]
        return [seconds for seconds in result["sleeps"]]

    def waited(self, retries, kind=None):
        """The waits between tries are what the profile calls them."""
        kind = kind or self.behaviour["retry"].get("delay", "growing")

        def judge(result, _):
            waits = self.waits(result)[-retries:] if retries else []
            if retries and kind == "none":
                return None if all(wait < A_WAIT for wait in waits) else f"waits {waits} instead of none"
            if retries and (len(waits) < retries or any(wait < A_WAIT for wait in waits)):
                return f"waits {waits} between {retries + 1} tries"
            grows = all(later > earlier for earlier, later in zip(waits, waits[1:]))
            if retries > 1 and kind == "growing" and not grows:
                return f"waits {waits}, which do not grow"
            if retries > 1 and kind == "constant" and max(waits) > 1.5 * min(waits):
                return f"waits {waits}, which are not the same"
            return None

        return judge

    def limit(self, seconds):
        """The limit that a request leaves with, when nothing is said, is the one of the profile."""

        def judge(result, _):
            if result["raised"]:
                return f"an answer raises {result['raised']}"
            if self.node:
                seen = [delay / 1000 for delay in result["timers"] if delay >= 10_000]
                same = (not seen) if seconds is None else seconds in seen
            else:
                seen = result["limits"]
                same = bool(seen) and all(limit == seconds for limit in seen)
            return None if same else f"limits {seen} instead of {seconds}"

        return judge

    def unlimited(self, result):
        short = SHORT * (1000 if self.node else 1)
        seen = result["timers"] if self.node else result["limits"]
        return f"it is a timeout after all: {seen}" if short in seen else None

    def lasted(self, tries):
        waits = lambda result: sum(self.waits(result)) if self.node else 0

        def judge(result, _):
            least = SHORT * tries * 0.9
            if least <= result["seconds"] <= SHORT * tries + waits(result) + 8:
                return None
            return f"it ended after {result['seconds']:.1f} s instead of {SHORT} s for each of {tries} tries"

        return judge

    def raised(self, kind, call=None):
        """What is raised, nearest class first, is what the profile says; of what it does not say, nothing is asked."""
        call = call or self.case.get("call") or self.case.get("function", "")

        def judge(result, _):
            rows = [row for row in self.behaviour.get("failure", []) if row["kind"] == kind
                    and self.holds(row.get("versions"))
                    and (not row.get("only") or any(call.endswith(end) for end in row["only"]))]
            rows.sort(key=lambda row: not row.get("only"))
            seen = result["raised"][:-1] if result["raised"] else []
            if not rows:
                return None if kind in NOT_ASKED else f"the profile has no `{kind}`: {seen}"
            wanted = rows[0]["raises"]
            if not wanted:
                return f"raises {seen} instead of nothing" if seen else None
            # What a framework raises may derive from what is known of the SDK below it.
            seen = [name for name, before in zip(seen, [None, *seen]) if name != before]
            near = "settings" in self.case and "model" in self.case or self.case["profile"] == "litellm"
            same = bool(seen) and (near or seen[0] == wanted[0]) and [name for name in seen if name in wanted] == wanted
            return None if same else f"raises {seen} ({(result['raised'] or [''])[-1]}) instead of {wanted}"

        return judge

    # The run -----------------------------------------------------------------------------------------------------------

    def run(self):
        self.plan()
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.environment), "NO_PROXY": "127.0.0.1",
                       "LITELLM_LOCAL_MODEL_COST_MAP": "True", "AI_SDK_LOG_WARNINGS": "false"}
        if self.node:
            program = self.environment / "profiles.mjs"
            shutil.copy(HERE / "profiles.mjs", program)
            command = ["node", program]
        else:
            command = [self.python(), "-B", HERE / "profiles_call.py"]
        ran = subprocess.run(command, input=json.dumps(self.steps), capture_output=True, text=True, env=environment,
                             cwd=self.environment, timeout=240)
        if ran.returncode:
            return [f"exit {ran.returncode}\n{ran.stderr[-2000:]}"], 0
        results = json.loads(ran.stdout.strip().splitlines()[-1])
        problems = []
        for (who, what, judge), result in zip(self.judges, results, strict=True):
            said = judge(result, outage.requests[who])
            problems += [f"{what}: {said}"] if said else []
        return problems, len(results)


def lay(settings, path, value):
    """Puts a value under a dotted path of nested options."""
    *names, last = path.split(".")
    at = settings
    for name in names:
        at = at.setdefault(name, {})
    at[last] = value
    return settings


def environment(work, case):
    """The folder in which an SDK is installed, newest version."""
    node = case["install"][0].endswith("@latest")
    folder = work / re.sub(r"[^a-z0-9]+", "-", " ".join(case["install"])).strip("-")
    # What was the newest yesterday may not be so today.
    marker, today = folder / "installed", datetime.date.today().isoformat()
    if marker.exists() and marker.read_text() == today:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    if node:
        (folder / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *case["install"]], cwd=folder, check=True)
    else:
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", "-U", "--disable-pip-version-check",
                        *case["install"]], check=True)
    marker.write_text(today)
    return folder


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work")
    parser.add_argument("--only")
    args = parser.parse_args()
    work = pathlib.Path(args.work or tempfile.mkdtemp()).resolve()
    url = outage.serve()
    failed = count = 0
    for case in CASES:
        if args.only and args.only not in case["name"]:
            continue
        proof = Proof(case, environment(work, case), url)
        problems, calls = proof.run()
        count += calls
        failed += len(problems)
        print(f"{'FAIL' if problems else 'ok  '} {case['name']} {proof.version}: {proof.behaviour['generation']}, {calls} calls",
              flush=True)
        for problem in problems:
            print("    " + problem)
    outage.stopped.set()
    print(f"{count - failed} of {count} calls did what their profile says")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
