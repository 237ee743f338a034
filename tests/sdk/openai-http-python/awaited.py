import asyncio
import os

import httpx

HEADERS = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}


async def ask(client, text):
    body = {"model": "gpt-3.5-turbo-instruct", "prompt": text, "max_tokens": 5, "stream": False}
    reply = await client.post("https://api.openai.com/v1/completions", json=body, headers=HEADERS)
    return reply.json()


async def main():
    async with httpx.AsyncClient(timeout=30) as client:
        first = await ask(client, "one")
        print(first["choices"][0]["text"], first.get("usage")["total_tokens"])
    with httpx.Client() as client:
        for choice in client.post(
            "https://api.openai.com/v1/completions",
            json={"model": "text-davinci-002", "prompt": "two"},
            headers=HEADERS,
        ).json()["choices"]:
            print(choice["text"], choice["finish_reason"])


asyncio.run(main())
