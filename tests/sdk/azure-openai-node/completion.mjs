import { OpenAIClient, AzureKeyCredential } from "@azure/openai";

const options = { maxTokens: 16, n: 1, bestOf: 1 };

async function main() {
  const client = new OpenAIClient(process.env.AZURE_BASE, new AzureKeyCredential("azure-key"), { allowInsecureConnection: true });
  const { choices, usage } = await client.getCompletions("instruct", ["Once upon a time", "The end"], options);
  for (const { text, finishReason } of choices) {
    console.log(text, finishReason);
  }
  console.log(usage.totalTokens);
  const more = await client.getCompletions("instruct", ["Again"], options);
  console.log(more.choices.map((choice) => choice.text.trim()).join("\n"));
}

main();
