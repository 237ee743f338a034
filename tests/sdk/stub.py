"""A stand-in for the OpenAI API on loopback: checks requests as the current API would, answers in its shapes.

In strict mode (the programs after a fix) it refuses endpoints and models that are shut down and parameters that the
current API does not have; in lenient mode (the programs before) it also serves what is gone."""

import base64
import json
import re
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import others

DEAD_MODELS = re.compile(
    r"^(text-(davinci|curie|babbage|ada)-\d+|(code|text)-davinci-edit-001|code-davinci-00\d|davinci|curie|babbage|ada"
    r"|gpt-3\.5-turbo.*|gpt-4(-0314|-0613|-32k.*)?|dall-e-[23])$"
)
CHAT = {
    "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p", "n", "stream", "stop",
    "presence_penalty", "frequency_penalty", "logit_bias", "user", "functions", "function_call", "tools",
    "tool_choice", "parallel_tool_calls", "response_format", "seed", "logprobs", "top_logprobs",
}
COMPLETION = {
    "model", "prompt", "max_tokens", "temperature", "top_p", "n", "stream", "stop", "suffix", "echo", "best_of",
    "logprobs", "presence_penalty", "frequency_penalty", "logit_bias", "user",
}


RESPONSE = {
    "model", "input", "instructions", "max_output_tokens", "temperature", "top_p", "user", "tools", "tool_choice",
}


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def vector(text):
    return [round(((len(text) * (i + 3)) % 17) / 16, 4) for i in range(4)]


def answer(body):
    if "messages" in body:
        users = [m["content"] for m in body["messages"] if m["role"] == "user"]
        return "re: " + (users[-1] if users else "nothing")
    return "re: " + str(body.get("input") if "instruction" in body else body.get("prompt"))


class Stub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    strict = True

    def log_message(self, *_):
        pass

    def reply(self, value, status=200, content_type="application/json"):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status, message):
        self.reply({"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}, status)

    def handle_request(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else self.chunks()
        path = self.path.split("?")[0]
        try:
            if others.route(self, path, raw):
                return
        except others.Gone as gone:
            print(f"stub: {self.path}: {gone}", file=sys.stderr)
            return self.fail(gone.status, str(gone))
        if not (self.headers.get("Authorization", "").startswith("Bearer sk-") or self.headers.get("api-key")):
            return self.fail(401, "no key")
        try:
            self.route(path, raw)
        except Refused as refused:
            print(f"stub: {self.path}: {refused}", file=sys.stderr)
            self.fail(refused.status, str(refused))

    def chunks(self):
        """A body whose length was not said."""
        raw = b""
        while self.headers.get("Transfer-Encoding") == "chunked":
            size = int(self.rfile.readline(), 16)
            raw += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return raw

    do_GET = do_POST = do_DELETE = handle_request

    def json_body(self, raw, allowed=None):
        body = json.loads(raw)
        if self.strict:
            unknown = set(body) - allowed if allowed else set()
            if unknown:
                raise Refused(400, f"unrecognized arguments: {sorted(unknown)}")
            if DEAD_MODELS.match(str(body.get("model", ""))):
                raise Refused(404, f"the model {body['model']} has been shut down")
        return body

    def route(self, path, raw):
        azure = re.match(r"^/openai/deployments/([^/]+)(/.*)$", path)
        if azure:
            if "api-version=" not in self.path:
                raise Refused(404, "no api-version")
            if not self.headers.get("api-key"):
                raise Refused(401, "Azure takes an api-key")
            path = azure.group(2)
        else:
            if not path.startswith("/v1/"):
                raise Refused(404, f"no such path: {path}")
            path = path[3:]
        engine = re.match(r"^/engines/([^/]+)(/.*)$", path)
        if engine:
            if self.strict:
                raise Refused(404, "the engines endpoints are shut down")
            path = engine.group(2)
            raw = json.dumps({"model": engine.group(1), **json.loads(raw)}).encode()
        method = self.command
        if path == "/chat/completions" and method == "POST":
            return self.chat(self.json_body(raw, CHAT), bool(azure))
        if path == "/responses" and method == "POST":
            return self.response(self.json_body(raw, RESPONSE))
        if path == "/completions" and method == "POST":
            if self.strict and not azure and not self.headers.get("X-Own-Host"):
                raise Refused(404, "no model serves this endpoint any more")
            return self.completion(self.json_body(raw, COMPLETION))
        if path == "/edits" and not self.strict:
            body = self.json_body(raw)
            return self.reply({"object": "edit", "created": 1, "choices": [{"text": answer(body), "index": 0}],
                               "usage": usage()})
        if path == "/embeddings" and method == "POST":
            return self.embeddings(self.json_body(raw, {"model", "input", "user", "encoding_format", "dimensions"}))
        if path == "/moderations" and method == "POST":
            body = self.json_body(raw, {"input", "model"})
            flagged = "bad" in str(body["input"])
            return self.reply({"id": "modr-1", "model": "omni-moderation-latest", "results": [
                {"flagged": flagged, "categories": {"hate": flagged, "hate/threatening": False, "self-harm": False},
                 "category_scores": {"hate": 0.9 if flagged else 0.1, "hate/threatening": 0.2, "self-harm": 0.0}}]})
        if path == "/images/generations" and method == "POST":
            body = self.json_body(raw, {"prompt", "n", "size", "response_format", "user", "model", "quality"})
            return self.reply({"created": 1, "data": [{"url": f"https://img.test/{i}"} for i in range(body.get("n", 1))]})
        if path in ("/audio/transcriptions", "/audio/translations") and method == "POST":
            if b'name="file"' not in raw or b'name="model"' not in raw:
                raise Refused(400, "file and model are required")
            return self.reply({"text": "spoken words"})
        if path == "/files" and method == "POST":
            if b'name="file"' not in raw or b'name="purpose"' not in raw:
                raise Refused(400, "file and purpose are required")
            return self.reply(file_object())
        if path == "/files" and method == "GET":
            return self.reply({"object": "list", "data": [file_object()], "has_more": False})
        if re.match(r"^/files/file-\d$", path):
            if method == "DELETE":
                return self.reply({"id": "file-1", "object": "file", "deleted": True})
            return self.reply(file_object())
        if path in ("/models", "/engines") and method == "GET":
            return self.reply({"object": "list", "data": [model("gpt-x"), model("gpt-y")]})
        found = re.match(r"^/models/([^/]+)$", path)
        if found and method == "GET":
            return self.reply(model(found.group(1)))
        if path == "/fine_tuning/jobs" and method == "POST":
            body = self.json_body(raw)
            return self.reply(job(body))
        raise Refused(404, f"no such path: {method} {path}")

    def chat(self, body, azure):
        if not body.get("model") and not azure or not isinstance(body.get("messages"), list):
            raise Refused(400, "model and messages are required")
        if self.strict and not azure and "max_tokens" in body and re.match(r"^(o\d|gpt-[56])", str(body["model"])):
            raise Refused(400, "this model takes max_completion_tokens instead of max_tokens")
        if "overload" in answer(body):
            raise Refused(503, "overloaded")
        if "limit" in answer(body):
            raise Refused(429, "slow down")
        if "wrong" in answer(body):
            raise Refused(400, "wrong request")
        if "missing" in answer(body):
            raise Refused(404, "no such model")
        if body.get("stream") and (body.get("functions") or body.get("tools")):
            return self.stream_call(body)
        if body.get("stream"):
            return self.stream([{"role": "assistant"}] + [{"content": w} for w in words(answer(body))] + [{}])
        message = {"role": "assistant", "content": answer(body)}
        reason = "stop"
        last = body["messages"][-1] if body["messages"] else {}
        if body.get("tools") is not None or last.get("role") == "tool":
            check_tools(body)
        if last.get("role") in ("function", "tool"):
            message = {"role": "assistant", "content": "so: " + last["content"]}
        elif body.get("functions") and body.get("function_call") != "none":
            message, reason = {"role": "assistant", "content": None, "function_call": called(body["functions"][0])}, "function_call"
        elif body.get("tools") and body.get("tool_choice") != "none":
            call = {"id": "call-7", "type": "function", "function": called(body["tools"][0]["function"])}
            message, reason = {"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"
        choice = lambda i: {"index": i, "message": message, "finish_reason": reason}
        self.reply({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body.get("model", "m"),
                    "choices": [choice(i) for i in range(body.get("n") or 1)], "usage": usage()})

    def stream_call(self, body):
        """The pieces of a call of a function."""
        if body.get("tools"):
            check_tools(body)
        new = bool(body.get("tools"))
        wanted = called(body["tools"][0]["function"] if new else body["functions"][0])
        pieces = [{"name": wanted["name"], "arguments": ""}]
        pieces += [{"arguments": wanted["arguments"][i:i + 6]} for i in range(0, len(wanted["arguments"]), 6)]
        tool = lambda i, piece: {"index": 0, "function": piece, **({"id": "call-7", "type": "function"} if i == 0 else {})}
        deltas = [{"tool_calls": [tool(i, p)]} if new else {"function_call": p} for i, p in enumerate(pieces)]
        self.stream([{"role": "assistant", "content": None}, *deltas, {}], reason="tool_calls" if new else "function_call")

    def stream(self, deltas, text=False, reason=None):
        lines = []
        for at, delta in enumerate(deltas):
            choice = {"index": 0, "finish_reason": reason if at == len(deltas) - 1 else None}
            choice.update({"text": delta.get("content", "")} if text else {"delta": delta})
            chunk = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
            lines.append(f"data: {json.dumps(chunk)}\n\n")
        lines.append("data: [DONE]\n\n")
        self.reply("".join(lines).encode(), content_type="text/event-stream")

    def completion(self, body):
        prompts = body["prompt"] if isinstance(body["prompt"], list) else [body["prompt"]]
        if body.get("stream"):
            return self.stream([{"content": w} for w in words("re: " + prompts[0])], text=True)
        choices = [{"text": "re: " + p, "index": i, "finish_reason": "stop", "logprobs": None}
                   for i, p in enumerate(p for p in prompts for _ in range(body.get("n") or 1))]
        self.reply({"id": "cmpl-1", "object": "text_completion", "created": 1, "model": body.get("model", "m"),
                    "choices": choices, "usage": usage()})

    def response(self, body):
        said = "re: " + str(body["input"])
        text = {"type": "output_text", "text": said, "annotations": []}
        self.reply({"id": "resp-1", "object": "response", "created_at": 1, "model": body.get("model", "m"),
                    "status": "completed", "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
                    "output": [{"type": "message", "id": "msg-1", "role": "assistant", "status": "completed",
                                "content": [text]}],
                    "usage": {"input_tokens": 5, "output_tokens": 7, "total_tokens": 12,
                              "input_tokens_details": {"cached_tokens": 0},
                              "output_tokens_details": {"reasoning_tokens": 0}}})

    def embeddings(self, body):
        inputs = body["input"] if isinstance(body["input"], list) else [body["input"]]
        data = []
        for i, text in enumerate(inputs):
            value = vector(text)
            if body.get("encoding_format") == "base64":
                value = base64.b64encode(struct.pack("<4f", *value)).decode()
            data.append({"object": "embedding", "index": i, "embedding": value})
        self.reply({"object": "list", "data": data, "model": body.get("model", "m"), "usage": usage()})


def called(function):
    return {"name": function["name"], "arguments": "{\"city\": \"Oslo\"}"}


def check_tools(body):
    """What the API refuses of tools and of the messages that answer them."""
    for tool in body.get("tools", []):
        if tool.get("type") != "function" or "name" not in tool.get("function", {}):
            raise Refused(400, f"no tool: {tool}")
    choice = body.get("tool_choice", "auto")
    if choice not in ("auto", "none", "required") and not (choice.get("type") == "function" and "name" in choice["function"]):
        raise Refused(400, f"no choice: {choice}")
    asked = set()
    for message in body["messages"]:
        asked.update(call["id"] for call in message.get("tool_calls") or [])
        if message["role"] == "function" or message["role"] == "tool" and message.get("tool_call_id") not in asked:
            raise Refused(400, f"it answers no call: {message}")


def words(text):
    return [w if i == 0 else " " + w for i, w in enumerate(text.split(" "))]


def usage():
    return {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}


def model(name):
    return {"id": name, "object": "model", "created": 1, "owned_by": "us"}


def file_object():
    return {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a.jsonl",
            "purpose": "fine-tune", "status": "processed"}


def job(body):
    return {"id": "ftjob-1", "object": "fine_tuning.job", "created_at": 1, "model": body["model"], "status": "queued",
            "training_file": body["training_file"], "hyperparameters": {"n_epochs": 1}, "organization_id": "org",
            "result_files": [], "seed": 1}


def serve(strict):
    handler = type("Handler", (Stub,), {"strict": strict})
    return ThreadingHTTPServer(("127.0.0.1", 0), handler)
