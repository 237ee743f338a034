import os

import requests

URL = "https://api.openai.com/v1/chat/completions"


def ask(text, url=URL):
    body = {"model": "gpt-6-luna", "messages": [{"role": "user", "content": text}]}
    reply = requests.post(
        url,
        headers={"Authorization": "Bearer sk-mine"},
        json=body,
    )
    return reply.json()["choices"][0]["message"]["content"]


print(ask("one", os.environ["MY_BASE"] + "/chat/completions"))
