import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));
const prompt = "tell";
const completion = await openai.createCompletion({
  model: "text-davinci-003",
  prompt,
  temperature: 0.6,
  max_tokens: 20,
  n: 2,
});
console.log({ result: completion.data.choices[0].text });
console.log(completion.data.choices.map((choice) => choice.text.trim()).join("|"));
