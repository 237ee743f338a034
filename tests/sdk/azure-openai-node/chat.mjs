import { AzureKeyCredential, OpenAIClient } from "@azure/openai";

const endpoint = process.env.AZURE_BASE;
const client = new OpenAIClient(endpoint, new AzureKeyCredential("azure-key"), { allowInsecureConnection: true });
const deployment = "my-chat";

async function ask(question) {
  const messages = [
    { role: "system", content: "You are brief." },
    { role: "user", content: question },
  ];
  const result = await client.getChatCompletions(deployment, messages, { maxTokens: 40, temperature: 0, topP: 0.9 });
  for (const choice of result.choices) {
    console.log(choice.index, choice.finishReason);
  }
  const { usage } = result;
  console.log(usage.promptTokens, usage?.completionTokens, result.usage.totalTokens);
  return result.choices[0]?.message?.content;
}

console.log(await ask("What is a fjord?"));
