import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic();
const question = "what now";
const response = await client.completions.create({
  model: "claude-2.1",
  prompt: `\n\nHuman: one thing\n\nAssistant:`,
  max_tokens_to_sample: 30,
});
console.log(response.completion);
