const { Configuration, OpenAIApi, ChatCompletionRequestMessageRoleEnum } = require("openai");

const openai = new OpenAIApi(new Configuration({ apiKey: process.env.OPENAI_API_KEY, basePath: process.env.MY_BASE }));

async function main() {
  const messages = [
    { role: ChatCompletionRequestMessageRoleEnum.System, content: "be short" },
    { role: ChatCompletionRequestMessageRoleEnum.User, content: "hi there" },
  ];
  const response = await openai.createChatCompletion({ model: "gpt-5.5", messages });
  console.log(response.data.choices[0].message.content);
}

main();
