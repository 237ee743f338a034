import asyncio

from anthropic import AI_PROMPT, HUMAN_PROMPT, AsyncAnthropic

client = AsyncAnthropic()


async def main():
    answer = await client.completions.create(
        model="claude-2.0", max_tokens_to_sample=20, prompt=f"{HUMAN_PROMPT} wait here {AI_PROMPT}"
    )
    print(answer.completion)


asyncio.run(main())
