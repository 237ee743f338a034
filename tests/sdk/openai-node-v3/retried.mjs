import { Configuration, OpenAIApi } from "openai";
import { backOff } from "exponential-backoff";

const openai = new OpenAIApi(new Configuration({ apiKey: process.env.OPENAI_API_KEY, basePath: process.env.MY_BASE }));

async function embed(input) {
  const request = () => openai.createEmbedding({ model: "text-embedding-3-small", input });
  return backOff(request, { numOfAttempts: 2 });
}

const { data } = await embed("some text");
console.log(data.data[0].embedding.length);
const result = await backOff(() => openai.createModeration({ input: "a text" }));
console.log(result.data.results[0].flagged);
