const { OpenAIApi, Configuration } = require("openai");

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));

async function ask(text) {
  const { data } = await openai.createChatCompletion({ model: "gpt-4-0613", messages: [{ role: "user", content: text }] });
  return data.choices[0].message;
}

async function main() {
  console.log((await ask("a")).content);
  const { data: { choices } } = await openai.createChatCompletion({ model: "gpt-4", messages: [{ role: "user", content: "b" }] }, { timeout: 5000 });
  console.log(choices.length, choices[0].message.content);
}

main();
