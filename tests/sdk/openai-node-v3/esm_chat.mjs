import { Configuration, OpenAIApi } from "openai";

const configuration = new Configuration({
  apiKey: process.env.OPENAI_API_KEY, // the key
  basePath: process.env.MY_BASE,
});
const openai = new OpenAIApi(configuration);

if (!configuration.apiKey) {
  throw new Error("no key");
}

const response = await openai.createChatCompletion({
  model: "gpt-4",
  messages: [{ role: "user", content: "hello" }],
});
console.log(response.data.choices[0].message.content);
console.log(response.data?.usage?.total_tokens);
