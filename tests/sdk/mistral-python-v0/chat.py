import os

from mistralai.client import MistralClient
from mistralai.models.chat_completion import ChatMessage

client = MistralClient(api_key=os.environ["MISTRAL_API_KEY"], endpoint=os.environ["MISTRAL_BASE"], timeout=20)
messages = [ChatMessage(role="system", content="be short"), ChatMessage(role="user", content="say this")]
response = client.chat(model="mistral-large-latest", messages=messages, temperature=0.2, safe_mode=False)
print(response.choices[0].message.content)
