import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));

for (const text of ["wrong", "fine"]) {
  try {
    const res = await openai.createChatCompletion({ model: "gpt-4", messages: [{ role: "user", content: text }] });
    console.log(res.data.choices[0].message.content);
  } catch (error) {
    if (error.response) {
      console.log(error.response.status, error.response.data.error.message);
      console.log(JSON.stringify(error.response.data));
    } else {
      console.log(error.message);
    }
  }
}
