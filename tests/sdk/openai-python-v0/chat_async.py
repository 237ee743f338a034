import asyncio

import openai

openai.api_key = "sk-literal"


async def ask(question):
    reply = await openai.ChatCompletion.acreate(model="gpt-4", messages=[{"role": "user", "content": question}])
    return reply["choices"][0]["message"]["content"]


async def stream(question):
    out = ""
    async for chunk in await openai.ChatCompletion.acreate(
        model="gpt-4", messages=[{"role": "user", "content": question}], stream=True
    ):
        out += chunk["choices"][0]["delta"].get("content", "")
    return out


async def main():
    print(await asyncio.gather(ask("a"), ask("b")))
    print(await stream("c d"))
    print((await openai.ChatCompletion.acreate(model="gpt-4", messages=[]))["choices"][0]["finish_reason"])


asyncio.run(main())
