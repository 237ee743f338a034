import os

import openai as ai

ai.api_key = os.environ["OPENAI_API_KEY"]
ai.organization = "org-1"
print(ai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": "x"}])["id"])
