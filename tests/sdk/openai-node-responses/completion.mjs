// Completions of openai 3 become calls of the Responses API.
import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));

async function ask(prompt) {
  const completion = await openai.createCompletion({ model: "text-davinci-003", prompt, max_tokens: 20 });
  return completion.data.choices[0].text;
}

const { data } = await openai.createCompletion({ model: "text-davinci-002", prompt: "say", temperature: 0.5 });
console.log(data.choices[0].text.trim());
console.log(await ask("it again"));
