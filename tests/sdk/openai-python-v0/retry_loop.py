import time

import openai


def ask(text, tries=3):
    response = None
    while response is None and tries:
        try:
            response = openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
        except openai.error.RateLimitError as e:
            tries -= 1
            time.sleep(0)
    if response is None:
        return "gave up"
    return response["choices"][0]["message"]["content"]


print(ask("fine"), ask("limit"))
