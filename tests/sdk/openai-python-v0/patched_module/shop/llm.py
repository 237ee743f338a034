import openai


def ask(text):
    reply = openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
    return reply["choices"][0]["message"]["content"]
