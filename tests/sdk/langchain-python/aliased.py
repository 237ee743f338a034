from langchain.chat_models import ChatOpenAI as Chat
from langchain.llms import OpenAI, AzureOpenAI

print(Chat.__name__, OpenAI.__name__, AzureOpenAI.__name__)
