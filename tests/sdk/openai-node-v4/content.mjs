import OpenAI from "openai";

const client = new OpenAI();
const response = await client.files.content("file-1");
console.log((await response.text()).trim());
const deleted = await client.chat.completions.del("chatcmpl-1");
console.log(deleted.deleted);
