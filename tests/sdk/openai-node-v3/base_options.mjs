import { Configuration, OpenAIApi } from "openai";

const fetchLike = undefined;
const configuration = new Configuration({
  apiKey: process.env.OPENAI_API_KEY,
  basePath: process.env.MY_BASE,
  baseOptions: { timeout: 5000, headers: { "X-Mine": "1" }, adapter: fetchLike },
});
const openai = new OpenAIApi(configuration);
const response = await openai.createChatCompletion({
  model: "gpt-5.5",
  messages: [{ role: "user", content: "hello" }],
});
console.log(response.data.choices[0].message.content);
