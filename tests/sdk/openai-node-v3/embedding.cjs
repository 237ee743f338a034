const { Configuration, OpenAIApi } = require("openai");
const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));

openai
  .createEmbedding({ model: "text-embedding-ada-002", input: ["a", "bb"] })
  .then((res) => {
    const [first] = res.data.data;
    console.log(res.data.data.length, first.embedding.map((x) => x.toFixed(3)));
  })
  .catch((err) => console.error(err.message));
