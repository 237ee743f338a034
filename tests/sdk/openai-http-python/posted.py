import os

import requests

URL = "https://api.openai.com/v1/completions"
HEADERS = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}


def ask(text, count=1):
    response = requests.post(
        URL,
        headers=HEADERS,
        json={
            "model": "text-davinci-003",
            "prompt": f"say {text}",
            "max_tokens": 20,
            "n": count,
            "echo": False,
            "best_of": None,
        },
        timeout=30,
    )
    response.raise_for_status()
    data = response.json()
    if "error" in data:
        raise RuntimeError(response.text)
    print(len(data["choices"]), data["usage"]["total_tokens"])
    return [choice["text"].strip() for choice in data["choices"]]


print(ask("it"), ask("more", 2))
