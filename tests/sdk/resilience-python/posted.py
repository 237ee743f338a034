import os

import requests

URL = os.environ.get("MY_CHAT", "https://api.openai.com/v1/chat/completions")


def ask(text):
    body = {"model": "gpt-6-luna", "messages": [{"role": "user", "content": text}]}
    reply = requests.post(
        URL,
        headers={"Authorization": "Bearer sk-mine"},
        json=body,
    )
    return reply.json()["choices"][0]["message"]["content"]


print(ask("one"))
