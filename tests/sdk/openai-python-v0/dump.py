import json

import openai

history = []


def ask(text):
    reply = openai.ChatCompletion.create(
        model="gpt-4", messages=history + [{"role": "user", "content": text}], request_timeout=30
    )
    history.append(reply["choices"][0]["message"])
    return reply


saved = json.loads(json.dumps(ask("one")))
print(saved["choices"][0]["message"]["content"])
ask("two")
print([m["content"] for m in history])
print(ask("three").to_dict_recursive()["usage"]["total_tokens"])
