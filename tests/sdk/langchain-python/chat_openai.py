from langchain.chat_models import ChatOpenAI
from langchain.embeddings.openai import OpenAIEmbeddings

llm = ChatOpenAI(model="gpt-5.5", max_retries=1)
print(llm.predict("two words"))
print(OpenAIEmbeddings(model="text-embedding-3-small").model)
