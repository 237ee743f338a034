import OpenAI from "openai";

const client = new OpenAI();
const parsed = await client.beta.chat.completions.parse({
  model: "gpt-5.5",
  messages: [{ role: "user", content: "plain words" }],
});
console.log(parsed.choices[0].message.content);
const gone = await client.files.del("file-1");
console.log(gone.deleted);
const removed = await client.models.del("ft-1");
console.log(removed.deleted);
