"""A model that takes another name for the cap of its output."""

from openai import OpenAI

client = OpenAI()
messages = [{"role": "user", "content": "hello"}]
reply = client.chat.completions.create(model="gpt-4-0613", messages=messages, max_tokens=20)
print(reply.choices[0].message.content)
