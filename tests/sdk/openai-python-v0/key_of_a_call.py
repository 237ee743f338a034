import openai

reply = openai.ChatCompletion.create(
    model="gpt-4",
    api_key="sk-of-the-call",
    messages=[{"role": "user", "content": "x"}],
)
print(reply["choices"][0]["message"]["content"])
