import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));
const models = await openai.listModels();
console.log(models.data.data.map((m) => m.id));
console.log((await openai.retrieveModel("gpt-x")).data.id);
console.log((await openai.deleteFile("file-1")).data.deleted);
