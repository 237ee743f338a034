// fetch, a body that is written out, and errors that are read by their status.
async function complete(prompt) {
  const response = await fetch("https://api.openai.com/v1/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: "text-davinci-003", prompt, max_tokens: 100, temperature: 0, stop: ["\n"] }),
  });
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  const data = await response.json();
  console.log(data.choices[0].finish_reason, data.usage.total_tokens);
  return data.choices[0].text.trim();
}

console.log(await complete("Say hello"));
console.log(await complete(`${"Say"} it again`));
