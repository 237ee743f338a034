import os

import openai


def setup():
    openai.api_type = "azure"
    openai.api_base = os.getenv("AZURE_BASE")
    openai.api_version = "2023-05-15"
    openai.api_key = os.getenv("MY_KEY")


setup()
print(openai.ChatCompletion.create(engine="dep", messages=[{"role": "user", "content": "y"}]).choices[0].message.content)
