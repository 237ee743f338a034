import { openai } from "./client.mjs";

const reply = await openai.createChatCompletion({ model: "gpt-4", messages: [{ role: "user", content: "across" }] });
console.log(reply.data.choices[0].message.content);
