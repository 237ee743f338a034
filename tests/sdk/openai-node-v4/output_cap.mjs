// A model that takes another name for the cap of its output.
import OpenAI from "openai";

const client = new OpenAI();
const max_tokens = 20;
const messages = [{ role: "user", content: "hello" }];

const first = await client.chat.completions.create({ model: "gpt-4-0613", messages, max_tokens });
const second = await client.chat.completions.create({ model: "gpt-4", messages, max_tokens: 10, temperature: 1 });
console.log(first.choices[0].message.content, second.choices[0].message.content);
