const { OpenAI } = require("openai");

class Writer {
  constructor() {
    this.openai = new OpenAI({ maxRetries: 1 });
  }

  async write(prompt) {
    const { choices } = await this.openai.completions.create({ model: "davinci-002", prompt: prompt + "!" });
    return choices[0]?.text;
  }
}

new Writer().write("hello").then((text) => console.log(text));
