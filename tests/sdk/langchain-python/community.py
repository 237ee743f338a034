from langchain_community.chat_models import ChatOpenAI


def ask(text):
    llm = ChatOpenAI(model="gpt-5.5")
    return llm.predict(text=text)


print(ask("more words"))
