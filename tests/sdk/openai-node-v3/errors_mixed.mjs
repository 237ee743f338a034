import axios from "axios";
import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));

async function page(path) {
  const { data } = await axios.get(process.env.MY_BASE + path);
  return data;
}

for (const [path, text] of [["/nothing", "fine"], ["", "wrong"]]) {
  try {
    if (path) {
      await page(path);
    }
    const res = await openai.createChatCompletion({ model: "gpt-4", messages: [{ role: "user", content: text }] });
    console.log(res.data.choices[0].message.content);
  } catch (error) {
    if (error.response) {
      console.log(error.response.status, error.response.data.error.message);
      console.log(error?.response?.data?.error.type, JSON.stringify(error.response.data));
    } else {
      console.log(error.message);
    }
  }
}
