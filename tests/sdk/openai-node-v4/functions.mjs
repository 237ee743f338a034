// Functions of a chat: what is asked for, the result that goes back, and a choice by name.
import OpenAI from "openai";

const client = new OpenAI();
const functions = [{ name: "weather", description: "The weather", parameters: { type: "object", properties: {} } }];

async function ask(question) {
  const messages = [{ role: "user", content: question }];
  const response = await client.chat.completions.create({
    model: "gpt-6.1-sol",
    messages,
    functions,
    function_call: "auto",
  });
  const message = response.choices[0].message;
  console.log(response.choices[0].finish_reason === "function_call");
  if (message.function_call) {
    const { name, arguments: text } = message.function_call;
    messages.push(message);
    messages.push({ role: "function", name, content: `rain in ${JSON.parse(text).city}` });
    const second = await client.chat.completions.create({ model: "gpt-6.1-sol", messages });
    return second.choices[0].message.content;
  }
  return message.content;
}

async function askedFor(question) {
  const reply = await client.chat.completions.create({
    model: "gpt-6.1-sol", messages: [{ role: "user", content: question }],
    functions: [{ name: "rain", parameters: { type: "object" } }], function_call: { name: "rain" },
  });
  return [reply.choices[0].message?.function_call?.name, reply.choices[0].message.function_call.arguments];
}

console.log(await ask("Oslo?"));
console.log(await askedFor("when?"));
