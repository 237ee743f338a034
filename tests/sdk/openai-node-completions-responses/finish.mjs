// Completions of openai 4 become calls of the Responses API.
import OpenAI from "openai";

const openai = new OpenAI();

async function finish(prompt) {
  const completion = await openai.completions.create({ model: "gpt-3.5-turbo-instruct", prompt, max_tokens: 20 });
  return completion.choices[0].text;
}

console.log(await finish("once"), (await openai.completions.create({ model: "babbage-002", prompt: "a" })).choices[0]?.text);
