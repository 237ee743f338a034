"""Loaded before a program: what it sends to a host that is written out goes to the stub."""

import os

import httpx
import requests

STUB = os.environ["MY_BASE"].removesuffix("/v1")


def moved(send_to):
    def send(self, method, url, *args, **kwargs):
        return send_to(self, method, str(url).replace("https://api.openai.com", STUB), *args, **kwargs)

    return send


requests.Session.request = moved(requests.Session.request)
httpx.Client.request = moved(httpx.Client.request)
httpx.AsyncClient.request = moved(httpx.AsyncClient.request)
