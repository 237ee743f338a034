import { OpenAIClient, AzureKeyCredential } from "@azure/openai";

class Writer {
  constructor(base, key) {
    this.client = new OpenAIClient(base, new AzureKeyCredential(key), { allowInsecureConnection: true });
  }

  async *pieces(prompt) {
    const events = await this.client.streamChatCompletions("writer", [{ role: "user", content: prompt }], {
      maxTokens: 128,
      presencePenalty: 0.1,
    });
    for await (const event of events) {
      for (const choice of event.choices) {
        const delta = choice.delta?.content;
        if (delta !== undefined) {
          yield delta;
        }
      }
    }
  }
}

let text = "";
for await (const piece of new Writer(process.env.AZURE_BASE, "azure-key").pieces("Tell a story")) {
  text += piece;
}
console.log(text);
