// A chain of promises, a URL and a body under names.
const ENDPOINT = "https://api.openai.com/v1/completions";

function complete(prompt) {
  const body = { model: "text-curie-001", prompt: `Q: ${prompt}\nA:`, n: 2 };
  const options = {
    method: "post",
    headers: { "Content-Type": "application/json", Authorization: "Bearer sk-mine" },
    body: JSON.stringify(body),
  };
  return fetch(ENDPOINT, options)
    .then((response) => response.json())
    .then((json) => json.choices.map((choice) => choice.text));
}

complete("why?").then((texts) => console.log(texts.length, texts.join("|")));
