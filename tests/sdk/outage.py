"""A model provider in an outage, on loopback: what it does is said by the first segment of the path, and who asks by the
second, so that requests can be counted: `/429/case-1/v1/chat/completions`.

- a status (`429`, `503`, `529` …): that status, without Retry-After
- `silent`: the connection is taken, the request read, and nothing said
- `reset`: the connection is reset after the request was read
- `broken`: a stream that begins as it should and is then cut off
- `event`: a stream that says with an event of its own that it failed
- `ok`: an answer
"""

import json
import socket
import struct
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

requests = Counter()
stopped = threading.Event()

CHAT = {
    "id": "c", "object": "chat.completion", "created": 1, "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}
MESSAGE = {
    "id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn", "stop_sequence": None,
    "content": [{"type": "text", "text": "hello"}], "usage": {"input_tokens": 1, "output_tokens": 1},
}
GEMINI = {"candidates": [{"content": {"role": "model", "parts": [{"text": "hello"}]}, "index": 0}]}
COHERE = {"id": "c", "finish_reason": "COMPLETE", "message": {"role": "assistant", "content": [{"type": "text", "text": "hello"}]}}
RESPONSE = {
    "id": "r", "object": "response", "created_at": 1, "model": "m", "status": "failed", "output": [],
    "error": {"code": "server_is_overloaded", "message": "Selected model is at capacity."}, "parallel_tool_calls": True,
    "tool_choice": "auto", "tools": [], "metadata": {}, "instructions": None, "temperature": 1, "top_p": 1,
    "incomplete_details": None, "usage": None,
}


def family(path):
    for word, name in (("/messages", "message"), ("GenerateContent", "gemini"), ("generateContent", "gemini"),
                       ("/responses", "response"), ("/v2/chat", "cohere")):
        if word in path:
            return name
    return "chat"


def answer(path):
    return {"message": MESSAGE, "gemini": GEMINI, "response": RESPONSE | {"status": "completed", "error": None},
            "cohere": COHERE}.get(family(path), CHAT)


def event(value, name=None):
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(value)}\n\n"


def beginning(path):
    """The first event of a stream."""
    kind = family(path)
    if kind == "message":
        start = MESSAGE | {"content": [], "stop_reason": None}
        return event({"type": "message_start", "message": start}, "message_start")
    if kind == "gemini":
        return event(GEMINI)
    if kind == "response":
        started = {"type": "response.created", "response": RESPONSE | {"status": "in_progress", "error": None},
                   "sequence_number": 0}
        return event(started, "response.created")
    if kind == "cohere":
        return event({"type": "message-start", "id": "c", "delta": {"message": {"role": "assistant", "content": []}}})
    chunk = CHAT | {"object": "chat.completion.chunk"}
    chunk["choices"] = [{"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": "he"}}]
    return event(chunk)


def failure(path):
    """The event by which a stream says that there is no capacity."""
    if family(path) == "message":
        return event({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "error")
    if family(path) == "response":
        return event({"type": "response.failed", "response": RESPONSE, "sequence_number": 1}, "response.failed")
    return event({"error": {"message": "Selected model is at capacity.", "code": "server_is_overloaded"}})


class Outage(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            raw = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                raw += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return raw
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def send(self, status, data, content_type="application/json", whole=True):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data) if whole else len(data) + 1000))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def cut(self):
        # A reset rather than an end: nothing lingers.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def do_POST(self):
        self.body()
        scenario, who = self.path.lstrip("/").split("/")[:2]
        requests[who] += 1
        if scenario.isdigit():
            error = {"error": {"message": "no capacity", "type": "error", "code": int(scenario), "status": "X"},
                     "message": "no capacity"}
            return self.send(int(scenario), json.dumps(error).encode())
        if scenario == "silent":
            self.close_connection = True
            while not stopped.is_set():
                self.connection.settimeout(0.2)
                try:
                    if not self.connection.recv(1):
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
            return
        if scenario == "reset":
            return self.cut()
        if scenario == "ok":
            return self.send(200, json.dumps(answer(self.path)).encode())
        text = beginning(self.path) + (failure(self.path) if scenario == "event" else "")
        self.send(200, text.encode(), "text/event-stream", whole=scenario == "event")
        if scenario == "broken":
            threading.Event().wait(0.1)
            self.cut()

    def do_GET(self):
        self.send(404, b"{}")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, *_):
        pass


def serve():
    """Starts the provider; its URL."""
    server = Server(("127.0.0.1", 0), Outage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
