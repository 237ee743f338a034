import { Configuration, OpenAIApi } from "openai";

class Bot {
  constructor(apiKey) {
    this.client = new OpenAIApi(new Configuration({ apiKey, basePath: process.env.MY_BASE, organization: "org-1" }));
  }

  async ask(content) {
    const completion = await this.client.createChatCompletion({ model: "gpt-3.5-turbo", messages: [{ role: "user", content }] });
    return completion.data;
  }
}

const data = await new Bot("sk-bot").ask("hi");
console.log(data.choices[0].message.content, data.usage.prompt_tokens);
