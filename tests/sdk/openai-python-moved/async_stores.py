import asyncio

from openai import AsyncOpenAI

client = AsyncOpenAI()


async def main():
    store = await client.beta.vector_stores.retrieve("vs-1")
    print(store.name)


asyncio.run(main())
