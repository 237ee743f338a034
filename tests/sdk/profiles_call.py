"""Does the calls of a plan with a real SDK and prints what happened: one JSON list, in the order of the plan.

A plan is a list of calls: `make` (the path of a class) with `client` (its arguments), or none; `call` (a path from there)
with `args` and `keywords`; `stream` says that the answer is to be read piece by piece; `module` holds settings of modules.
A value `{"$new": [path, arguments]}` is made. Waits between tries are written down and left out."""

import asyncio
import importlib
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")
sleeps, limits = [], []
time.sleep = lambda seconds=0: sleeps.append(seconds)
yielded = asyncio.sleep


async def noted(seconds=0, *rest):
    sleeps.extend([seconds] if seconds else [])
    await yielded(0)


asyncio.sleep = noted


def found(path):
    """What a dotted path leads to: modules as far as they go, attributes after that."""
    names = path.split(".")
    for end in range(len(names), 0, -1):
        try:
            value = importlib.import_module(".".join(names[:end]))
        except ImportError:
            continue
        for name in names[end:]:
            value = getattr(value, name)
        return value
    raise ImportError(path)


def made(value):
    if isinstance(value, dict):
        if "$new" in value:
            path, arguments = value["$new"]
            return found(path)(*[made(argument) for argument in arguments])
        return {key: made(inner) for key, inner in value.items()}
    return [made(inner) for inner in value] if isinstance(value, list) else value


def watch():
    """Notes the limits of every request that leaves."""
    for name in ("httpx", "httpx2"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        send = module.Client.send

        def noted(self, request, *args, _send=send, **kwargs):
            limits.append(request.extensions.get("timeout", {}).get("read", "unset"))
            return _send(self, request, *args, **kwargs)

        module.Client.send = noted


def classes(error):
    return [c.__name__ for c in type(error).__mro__ if c not in (object, BaseException)]


def done(step):
    sleeps.clear()
    limits.clear()
    began, pieces, raised = time.monotonic(), [], None
    before = []
    try:
        for path, value in step.get("module", {}).items():
            owner, name = found(path.rpartition(".")[0]), path.rpartition(".")[2]
            before.append((owner, name, getattr(owner, name, None)))
            setattr(owner, name, value)
        target = found(step["make"])(**made(step["client"])) if step.get("make") else None
        call = found(step["call"]) if target is None else target
        for name in step["call"].split(".") if target is not None else ():
            call = getattr(call, name)
        answer = call(*made(step.get("args", [])), **made(step["keywords"]))
        if step.get("stream"):
            for piece in answer:
                pieces.append(str(getattr(piece, "type", type(piece).__name__)))
    except Exception as error:
        raised = classes(error) + [str(error)[:200]]
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)
    return {"raised": raised, "pieces": pieces, "sleeps": list(sleeps), "limits": list(limits),
            "seconds": time.monotonic() - began}


watch()
results = [done(step) for step in json.load(sys.stdin)]
print("\n" + json.dumps(results))
