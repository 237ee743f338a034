// Completions of openai 4 become chat: one answer, several, and what was used.
import OpenAI from "openai";

const openai = new OpenAI();
const MODEL = "gpt-3.5-turbo-instruct";

async function finish(prompt, count) {
  const completion = await openai.completions.create({ model: MODEL, prompt, max_tokens: 20, n: count, stop: "\n" });
  console.log(completion.usage?.total_tokens, completion.choices[0].finish_reason);
  for (const { index } of completion.choices) {
    console.log(index);
  }
  return completion.choices.map((choice) => choice.text.trim());
}

console.log(await finish("once", 1));
console.log((await finish("twice", 2)).join("|"));
