"""Functions of a chat: what is asked for, the result that goes back, and a choice by name."""
import json

from openai import OpenAI

client = OpenAI()
WEATHER = [
    {"name": "weather", "description": "The weather", "parameters": {"type": "object", "properties": {}}},
]


def weather(city):
    return f"rain in {city}"


def ask(question):
    messages = [{"role": "user", "content": question}]
    response = client.chat.completions.create(
        model="gpt-6.1-sol",
        messages=messages,
        functions=WEATHER,
        function_call="auto",
    )
    choice = response.choices[0]
    message = choice.message
    print(choice.finish_reason == "function_call")
    if message.function_call:
        name = message.function_call.name
        arguments = json.loads(message.function_call.arguments)
        messages.append(message)
        messages.append({"role": "function", "name": name, "content": weather(**arguments)})
        second = client.chat.completions.create(model="gpt-6.1-sol", messages=messages)
        return second.choices[0].message.content
    return message.content


def asked_for(question):
    reply = client.chat.completions.create(
        model="gpt-6.1-sol", messages=[{"role": "user", "content": question}],
        functions=[{"name": "rain", "parameters": {"type": "object"}}], function_call={"name": "rain"},
    ).choices[0].message
    call = reply.function_call
    return (call.name, call.arguments) if call else None


print(ask("Oslo?"))
print(asked_for("when?"))
