"""A function that is asked for piece by piece."""

import json

from openai import OpenAI

client = OpenAI()
functions = [{"name": "weather", "parameters": {"type": "object", "properties": {}}}]

name = text = ""
reason = None
for chunk in client.chat.completions.create(
    model="gpt-6.1-sol", messages=[{"role": "user", "content": "Oslo?"}], functions=functions, stream=True
):
    choice = chunk.choices[0]
    if choice.delta.function_call:
        name += choice.delta.function_call.name or ""
        text += choice.delta.function_call.arguments
    if choice.finish_reason == "function_call":
        reason = "a call"
print(name, json.loads(text)["city"], reason)
