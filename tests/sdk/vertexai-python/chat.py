import os

import vertexai
from google.oauth2.credentials import Credentials
from vertexai.generative_models import ChatSession, GenerativeModel

BASE = os.environ["VERTEX_BASE"]


def ask(chat: ChatSession, prompt: str) -> str:
    words = []
    for chunk in chat.send_message(prompt, stream=True):
        words.append(chunk.text)
    return "".join(words)


def main():
    vertexai.init(project="my-project", credentials=Credentials(token="t"), api_endpoint=BASE, api_transport="rest")
    model = GenerativeModel("gemini-2.5-pro", system_instruction="be kind")
    chat = model.start_chat(response_validation=False)
    print(chat.send_message("and first").text)
    print(len(chat.history))
    print(ask(chat, "hello"))


main()
