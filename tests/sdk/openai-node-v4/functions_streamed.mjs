// A function that is asked for piece by piece.
import OpenAI from "openai";

const client = new OpenAI();
const functions = [{ name: "weather", parameters: { type: "object", properties: {} } }];

const stream = await client.chat.completions.create({
  model: "gpt-6.1-sol",
  messages: [{ role: "user", content: "Oslo?" }],
  functions,
  stream: true,
});
let name = "";
let text = "";
for await (const chunk of stream) {
  const { delta, finish_reason } = chunk.choices[0];
  if (delta.function_call) {
    name += delta.function_call.name ?? "";
    text += delta.function_call.arguments;
  }
  if (delta.content) {
    text += delta.content;
  }
  if (finish_reason === "function_call") {
    console.log("to be called:", name);
  }
}
console.log(JSON.parse(text).city);

const again = await client.chat.completions.create({
  model: "gpt-6.1-sol", messages: [{ role: "user", content: "again?" }], functions, stream: true,
});
for await (const { choices } of again) {
  console.log(choices[0]?.delta?.function_call?.arguments);
}
