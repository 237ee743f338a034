import asyncio
import os

from mistralai.async_client import MistralAsyncClient


async def main():
    client = MistralAsyncClient(os.environ["MISTRAL_API_KEY"], endpoint=os.environ["MISTRAL_BASE"])
    response = await client.chat(model="mistral-large-latest", messages=[{"role": "user", "content": "soon"}])
    print(response.choices[0].message.content)


asyncio.run(main())
