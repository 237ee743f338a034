import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ maxRetries: 1 });

async function ask(question) {
  const answer = await client.completions.create({
    model: "claude-instant-1.2",
    max_tokens_to_sample: 20,
    prompt: `${Anthropic.HUMAN_PROMPT} ${question}${Anthropic.AI_PROMPT}`,
  });
  return answer.completion;
}

console.log(await ask("which one"));
