// axios, and the engine in the path.
import axios from "axios";

const BASE = "https://api.openai.com/v1";
const headers = { Authorization: "Bearer sk-mine" };

async function complete(prompt) {
  const { data } = await axios.post(`${BASE}/engines/text-davinci-002/completions`, { prompt, max_tokens: 10 }, { headers });
  return data.choices[0].text;
}

async function inShort(prompt) {
  const answer = await axios({ method: "POST", url: `${BASE}/completions`, headers, data: { model: "text-davinci-003", prompt } });
  console.log(answer.status);
  return answer.data?.choices?.[0]?.text;
}

console.log(await complete("one"));
console.log(await inShort("two"));
