"""What providers other than OpenAI answer, below a path of their own each, and OpenAI's vector stores. In strict mode
(the programs after a fix) what is gone is refused, and so is a parameter that the current API does not have."""

import json
import re

ANTHROPIC = {
    "model", "messages", "max_tokens", "system", "stop_sequences", "stream", "metadata", "tools", "tool_choice",
    "thinking",
}
COHERE = {
    "model", "messages", "max_tokens", "temperature", "stop_sequences", "stream", "k", "p", "seed", "tools",
    "documents", "response_format", "frequency_penalty", "presence_penalty",
}
MISTRAL = {
    "model", "messages", "max_tokens", "temperature", "top_p", "stop", "stream", "safe_prompt", "random_seed",
    "response_format", "tools", "tool_choice", "n", "prompt_mode",
}
GEMINI = {
    "contents", "generationConfig", "safetySettings", "systemInstruction", "tools", "toolConfig", "cachedContent",
}


class Gone(Exception):
    """A path, a model or a parameter that the current API refuses."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def route(handler, path, raw):
    """True if the path is one of these, and was answered."""
    for name, answer in (("anthropic", anthropic), ("cohere", cohere), ("mistral", mistral), ("gemini", gemini)):
        if path.startswith(f"/{name}/"):
            body = json.loads(raw) if raw else {}
            handler.reply(*as_reply(answer(handler.strict, path[len(name) + 1:], body, handler)))
            return True
    if re.match(r"^/v1(beta1)?/projects/", path):
        handler.reply(*as_reply(vertex(handler.strict, path, json.loads(raw) if raw else {}, handler)))
        return True
    found = stores(handler.command, path)
    if found is not None:
        handler.reply(found)
    return found is not None


def as_reply(value):
    return value if isinstance(value, tuple) else (value,)


def known(strict, body, allowed):
    extra = set(body) - allowed
    if strict and extra:
        raise Gone(400, f"unknown parameters: {sorted(extra)}")


def text_of(content):
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def anthropic(strict, path, body, _):
    if path == "/v1/complete":
        if strict:
            raise Gone(404, "text completions are gone")
        prompt = body["prompt"]
        said = prompt.split("\n\nHuman:")[-1].split("\n\nAssistant:")[0].strip()
        return {"type": "completion", "id": "compl_1", "completion": "re: " + said, "stop_reason": "end_turn",
                "model": body["model"]}
    if path == "/v1/messages":
        known(strict, body, ANTHROPIC)
        if strict and re.match(r"^claude-(instant|2|1|v)", body["model"]):
            raise Gone(404, f"{body['model']} is retired")
        if "max_tokens" not in body or body["messages"][0]["role"] != "user":
            raise Gone(400, "max_tokens and a message of the user are required")
        said = text_of(body["messages"][-1]["content"]).strip()
        return {"type": "message", "id": "msg_1", "role": "assistant", "model": body["model"],
                "content": [{"type": "text", "text": "re: " + said}], "stop_reason": "end_turn",
                "stop_sequence": None, "usage": {"input_tokens": 3, "output_tokens": 4}}
    raise Gone(404, f"no such path: {path}")


def cohere(strict, path, body, _):
    if path == "/v1/generate":
        if strict:
            raise Gone(404, "generate is deprecated")
        return {"id": "g1", "prompt": body["prompt"], "generations": [
            {"id": "1", "text": "re: " + body["prompt"], "index": 0}], "meta": {"api_version": {"version": "1"}}}
    if path == "/v2/chat":
        known(strict, body, COHERE)
        if not body.get("model"):
            raise Gone(400, "model is required")
        return {"id": "c1", "finish_reason": "COMPLETE", "message": {"role": "assistant", "content": [
            {"type": "text", "text": "re: " + text_of(body["messages"][-1]["content"])}]},
            "usage": {"tokens": {"input_tokens": 1, "output_tokens": 2}}}
    raise Gone(404, f"no such path: {path}")


def mistral(strict, path, body, _):
    if path == "/v1/chat/completions":
        known(strict, body, MISTRAL)
        said = text_of(body["messages"][-1]["content"])
        return {"id": "m1", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "re: " + said}}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}}
    if path == "/v1/embeddings":
        return {"id": "e1", "object": "list", "model": body["model"], "data": [
            {"object": "embedding", "index": i, "embedding": [0.5, 0.25]} for i, _ in enumerate(body["input"])],
            "usage": {"prompt_tokens": 1, "completion_tokens": 0, "total_tokens": 1}}
    raise Gone(404, f"no such path: {path}")


def gemini(strict, path, body, handler):
    found = re.match(r"^/v1(?:beta|alpha)?/models/([^/:]+):(\w+)$", path)
    if found is None and handler.command == "GET" and path.endswith("/models"):
        return {"models": [{"name": "models/gemini-x", "supportedGenerationMethods": ["generateContent"]}]}
    if found is None:
        raise Gone(404, f"no such path: {path}")
    model, method = found.groups()
    if strict and re.match(r"^(gemini-(pro|1\.|2\.0)|text-bison|chat-bison|embedding-001|text-embedding-004)", model):
        raise Gone(404, f"{model} is gone")
    if method == "countTokens":
        return {"totalTokens": 7}
    if method in ("embedContent", "batchEmbedContents"):
        one = {"values": [0.5, 0.25, 0.125]}
        return {"embedding": one} if method == "embedContent" else {"embeddings": [one for _ in body["requests"]]}
    known(strict, body, GEMINI)
    said = text_of(body["contents"][-1]["parts"])
    rules = body.get("systemInstruction")
    said = (text_of(rules["parts"]) + " / " if rules else "") + said
    limit = body.get("generationConfig", {}).get("maxOutputTokens")
    said += f" ({limit})" if limit else ""

    def answer(text):
        return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP",
                                "index": 0}], "usageMetadata": {"promptTokenCount": 1, "totalTokenCount": 2}}
    if method == "generateContent":
        return answer("re: " + said)
    if method == "streamGenerateContent":
        parts = ["re: ", said]
        if "alt=sse" in handler.path:
            lines = "".join(f"data: {json.dumps(answer(p))}\r\n\r\n" for p in parts)
            return lines.encode(), 200, "text/event-stream"
        return json.dumps([answer(p) for p in parts]).encode(), 200
    raise Gone(404, f"no such method: {method}")


def vertex(strict, path, body, handler):
    """Gemini on Google Cloud: the same models below a project and a location."""
    found = re.match(r"^/v1(?:beta1)?/projects/my-project/locations/[a-z0-9-]+/publishers/google(/models/[^/:]+:\w+)$", path)
    if not found or not handler.headers.get("Authorization"):
        raise Gone(404, f"no such path: {path}")
    if strict and "google-genai-sdk" not in handler.headers.get("x-goog-api-client", ""):
        raise Gone(404, "the modules of the old SDK are gone")
    known(strict, body, GEMINI | {"labels"})
    if "call the" in json.dumps(body):
        (declared,) = body["tools"][0]["functionDeclarations"]
        # The old SDK sends numbers for words.
        if declared["parameters"]["properties"]["city"]["type"] not in (("STRING",) if strict else (1,)) or len(body["safetySettings"]) != 1:
            raise Gone(400, f"no declaration: {body}")
        part = {"functionCall": {"name": declared["name"], "args": {"city": "Oslo"}}}
        return {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}]}
    kinds = [key for turn in body["contents"] for part in turn["parts"] for key in part]
    if "inlineData" in kinds:
        if kinds != ["fileData", "inlineData", "text"] or len(body["safetySettings"]) != 1:
            raise Gone(400, f"no picture: {body}")
    return gemini(strict, "/v1beta" + found.group(1), body, handler)


def stores(method, path):
    """OpenAI's vector stores, and what is deleted."""
    found = re.match(r"^(?:/v1)?/(vector_stores|chat/completions|models|files)(?:/([^/]+))?(?:/(\w+))?(?:/([^/]+))?$", path)
    if not found:
        return None
    kind, one, below, inner = found.groups()
    if kind == "vector_stores":
        if below:
            return {"id": inner or "batch-1", "object": "vector_store.file", "deleted": method == "DELETE",
                    "status": "completed", "vector_store_id": one, "created_at": 1, "usage_bytes": 1}
        return {"id": one or "vs-1", "object": "vector_store", "name": "papers", "status": "completed",
                "deleted": method == "DELETE", "created_at": 1}
    if kind == "files" and below == "content":
        return b"the content\n"
    if one and method == "DELETE":
        return {"id": one, "object": kind, "deleted": True}
    return None
