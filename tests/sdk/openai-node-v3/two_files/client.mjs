import { Configuration, OpenAIApi } from "openai";

const configuration = new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE });

export const openai = new OpenAIApi(configuration);
