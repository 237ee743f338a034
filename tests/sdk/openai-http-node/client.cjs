// A client of axios.
const axios = require("axios");

const api = axios.create({ timeout: 5000, headers: { Authorization: "Bearer sk-mine" } });

class Writer {
  constructor(model) {
    this.model = model;
  }

  async write(prompt) {
    try {
      const response = await api.post("https://api.openai.com/v1/completions", {
        model: "davinci",
        prompt,
        max_tokens: 5,
      });
      const [first] = response.data.choices;
      return first.text;
    } catch (error) {
      return `failed: ${error.response.status}`;
    }
  }
}

new Writer("x").write("three").then(console.log);
