// Functions of a chat in TypeScript, which wants to be told what kind of tool is called.
import OpenAI from "openai";

const client = new OpenAI();
const functions: OpenAI.Chat.ChatCompletionCreateParams.Function[] = [
  { name: "weather", description: "The weather", parameters: { type: "object", properties: {} } },
];

async function ask(question: string): Promise<string | null> {
  const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: "user", content: question }];
  const response = await client.chat.completions.create({ model: "gpt-6.1-sol", messages, functions });
  const message = response.choices[0].message;
  if (message.function_call) {
    const city: string = JSON.parse(message.function_call.arguments).city;
    messages.push(message);
    messages.push({ role: "function", name: message.function_call.name, content: `rain in ${city}` });
    const second = await client.chat.completions.create({ model: "gpt-6.1-sol", messages });
    return second.choices[0].message.content;
  }
  return message.content;
}

async function named(question: string): Promise<string | undefined> {
  const response = await client.chat.completions.create({
    model: "gpt-6.1-sol", messages: [{ role: "user", content: question }], functions, function_call: { name: "weather" },
  });
  const called = response.choices[0].message.function_call;
  return called?.name;
}

async function streamed(question: string): Promise<string> {
  const stream = await client.chat.completions.create({
    model: "gpt-6.1-sol", messages: [{ role: "user", content: question }], functions, stream: true,
  });
  let text = "";
  for await (const chunk of stream) {
    text += chunk.choices[0].delta.function_call?.arguments ?? "";
  }
  return text;
}

console.log(await ask("Oslo?"), await named("where?"), await streamed("when?"));
