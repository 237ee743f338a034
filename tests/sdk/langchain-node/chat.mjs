import { ChatOpenAI } from "langchain/chat_models/openai";
import { OpenAIEmbeddings } from "langchain/embeddings/openai";

const llm = new ChatOpenAI({ modelName: "gpt-5.5", maxRetries: 0 });
const answer = await llm.invoke("some words");
console.log(answer.content);
console.log((await new OpenAIEmbeddings({ modelName: "text-embedding-3-small" }).embedQuery("a")).length);
