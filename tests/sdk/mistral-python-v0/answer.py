import os

from mistralai.client import MistralClient
from mistralai.models.chat_completion import ChatMessage

client = MistralClient(endpoint=os.environ["MISTRAL_BASE"], api_key=os.environ["MISTRAL_API_KEY"])


def ask(text):
    return client.chat(
        [
            ChatMessage(role="user", content=text),
        ],
        model="mistral-small-latest",
    ).choices[0].message.content


print(ask("words"))
print(len(client.embeddings(model="mistral-embed", input=["a", "b"]).data))
