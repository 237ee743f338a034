import asyncio

import openai


async def main():
    result = await openai.Embedding.acreate(engine="text-embedding-3-small", input=["x", "yy"])
    print([round(v, 3) for d in result["data"] for v in d["embedding"]])


asyncio.run(main())
