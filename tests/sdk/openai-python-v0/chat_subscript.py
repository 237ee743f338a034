import os

import openai

openai.api_key = os.getenv("OPENAI_API_KEY")

response = openai.ChatCompletion.create(
    model="gpt-4-0613",  # the model
    messages=[{"role": "user", "content": "hello"}],
    temperature=0.2,
)
print(response["choices"][0]["message"]["content"])
print(response.choices[0].message["role"], response["usage"]["total_tokens"])
