"""Where requests go is said in the environment, by the code."""
import os

# Nobody is there.
os.environ["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1"
os.environ["OPENAI_API_BASE"] = os.environ["MY_BASE"]

import openai


def ask(text):
    reply = openai.ChatCompletion.create(model="gpt-6.1-sol", messages=[{"role": "user", "content": text}])
    return reply["choices"][0]["message"]["content"]


print(ask("x"))
