import { OpenAIClient, AzureKeyCredential } from "@azure/openai";

const client = new OpenAIClient(process.env.AZURE_BASE, new AzureKeyCredential("azure-key"), { allowInsecureConnection: true });
const weather = {
  type: "function",
  function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
};
const messages = [{ role: "user", content: "Is it warm in Oslo?" }];

const first = await client.getChatCompletions("helper", messages, { tools: [weather], toolChoice: "auto" });
const answer = first.choices[0].message;
console.log(first.choices[0].finishReason);
if (answer.toolCalls?.length) {
  messages.push(answer);
  for (const call of answer.toolCalls) {
    console.log(call.id, call.function.name, JSON.parse(call.function.arguments).city);
    messages.push({ role: "tool", content: "18 degrees", toolCallId: call.id });
  }
  const second = await client.getChatCompletions("helper", messages);
  console.log(second.choices[0].message.content);
}
