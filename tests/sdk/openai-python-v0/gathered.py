"""Results that are awaited elsewhere: tasks, lists of them, a loop that runs one."""
import asyncio

import openai

openai.api_key = "sk-test"


async def ask(question):
    return await openai.ChatCompletion.acreate(model="gpt-6.1-sol", messages=[{"role": "user", "content": question}])


async def several(questions):
    answers = await asyncio.gather(*[ask(question) for question in questions])
    return [answer["choices"][0]["message"]["content"] for answer in answers]


async def tasks(questions):
    found = []
    for question in questions:
        found.append(asyncio.create_task(ask(question)))
    for answer in await asyncio.gather(*found):
        print(answer["usage"]["total_tokens"])
    first, second = await asyncio.gather(ask("a"), ask("b"))
    print(first["choices"][0]["finish_reason"], second["choices"][0]["message"]["role"])
    limited = await asyncio.wait_for(ask("c"), timeout=20)
    print(limited["choices"][0]["message"]["content"])


print(asyncio.run(ask("x"))["choices"][0]["message"]["content"])
print(asyncio.run(several(["one", "two"])))
asyncio.run(tasks(["one", "two"]))
