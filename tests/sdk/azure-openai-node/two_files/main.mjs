import { client } from "./client.mjs";

const { choices } = await client.getChatCompletions("pair", [{ role: "user", content: "hello" }]);
const [first] = choices;
console.log(first.message.content, first.finishReason);
