"""One process speaks to Azure and to the vendor, as its settings say."""
import os

import openai


def from_azure(text):
    openai.api_type = os.environ.get("KIND", "azure")
    openai.api_base = os.environ["AZURE_BASE"]
    openai.api_version = "2023-05-15"
    openai.api_key = "azure-key"
    response = openai.ChatCompletion.create(engine="dep", messages=[{"role": "user", "content": text}])
    return response["choices"][0]["message"]["content"]


def from_vendor(text):
    openai.api_type = "open_ai"
    openai.api_base = os.environ["MY_BASE"]
    openai.api_version = None
    openai.api_key = os.environ["OPENAI_API_KEY"]
    response = openai.ChatCompletion.create(model="gpt-5.5", messages=[{"role": "user", "content": text}])
    return response["choices"][0]["message"]["content"]


print(from_azure("one"))
print(from_vendor("two"))
print(from_azure("three"))
