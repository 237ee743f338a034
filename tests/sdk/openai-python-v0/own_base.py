import os

import openai

openai.api_base = os.environ["MY_BASE"]
openai.api_key = os.environ.get("MY_KEY")


def ask(text):
    return openai.ChatCompletion.create(model="house-model", messages=[{"role": "user", "content": text}])


print(ask("x")["choices"][0]["message"]["content"])
