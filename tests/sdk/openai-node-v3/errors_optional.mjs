import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));

async function ask(content) {
  try {
    return await openai.createChatCompletion({ model: "gpt-4", messages: [{ role: "user", content }] });
  } catch (e) {
    console.log(e.response?.status, e?.response?.data?.error?.message || "unknown");
    return null;
  }
}

const answer = await ask("x");
console.log(answer.data.choices[0].message.role);
await ask("wrong");
