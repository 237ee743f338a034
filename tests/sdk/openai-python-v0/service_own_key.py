"""The service is decided when it runs, and each call brings its own key."""
import os

import openai

KEY = os.environ["MY_KEY"]


def choose(kind):
    openai.api_type = kind
    openai.api_base = os.environ["AZURE_BASE" if kind == "azure" else "MY_BASE"]
    openai.api_version = "2023-05-15" if kind == "azure" else None


def ask(text):
    kwargs = {"engine": "dep"} if openai.api_type == "azure" else {"model": "gpt-6.1-sol"}
    response = openai.ChatCompletion.create(messages=[{"role": "user", "content": text}], api_key=KEY, **kwargs)
    return response["choices"][0]["message"]["content"]


for kind in ("azure", "open_ai", "azure"):
    choose(kind)
    print(ask(kind))
