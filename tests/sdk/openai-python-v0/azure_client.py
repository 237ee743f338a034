import os

import openai

openai.api_type = "azure"
openai.api_base = os.environ["AZURE_BASE"]
openai.api_version = "2023-05-15"
openai.api_key = os.getenv("MY_KEY")

reply = openai.ChatCompletion.create(engine="my-deployment", messages=[{"role": "user", "content": "x"}])
print(reply["choices"][0]["message"]["content"])
print(len(openai.Embedding.create(deployment_id="emb", input="abc")["data"]))
