import asyncio

from langchain.chat_models import ChatOpenAI

llm = ChatOpenAI(model="gpt-5.5")


async def main():
    answer = await llm.apredict("later words")
    print(answer.upper())


asyncio.run(main())
