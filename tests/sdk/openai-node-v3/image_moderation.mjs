import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));
const image = await openai.createImage({ prompt: "a cat", n: 2, size: "512x512" });
console.log(image.data.data[0].url, image.data.data.length);
const check = await openai.createModeration({ input: "bad" });
const [result] = check.data.results;
console.log(result.flagged, result.categories.hate);
