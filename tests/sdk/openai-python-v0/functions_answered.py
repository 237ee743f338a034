"""The whole way of a function's result, from the old interface to tools."""
import json

import openai


def ask(question):
    messages = [{"role": "user", "content": question}]
    response = openai.ChatCompletion.create(
        model="gpt-6.1-sol", messages=messages,
        functions=[{"name": "weather", "parameters": {"type": "object", "properties": {}}}],
    )
    message = response["choices"][0]["message"]
    if message.get("function_call"):
        arguments = json.loads(message["function_call"]["arguments"])
        messages.append(message)
        messages.append({"role": "function", "name": message["function_call"]["name"], "content": arguments["city"]})
        response = openai.ChatCompletion.create(model="gpt-6.1-sol", messages=messages)
    return response["choices"][0]["message"]["content"]


print(ask("x"))
