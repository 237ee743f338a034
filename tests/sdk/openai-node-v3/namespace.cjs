// The names are read from the package; errors arrive in callbacks and in callers.
const openai = require("openai")

const configuration = new openai.Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE })
const client = new openai.OpenAIApi(configuration)

function ask(text) {
  return client.createChatCompletion({ model: "gpt-6.1-sol", messages: [{ role: "user", content: text }] })
}

async function main() {
  let response = null
  response = await ask("fine")
  console.log(response.data.choices[0].message.content)
  await ask("thanks").then(({ data }) => console.log(data.choices[0].message.content))
  await ask("wrong").catch((error) => console.log(error.response.status, error.response.data.error.message))
  try {
    await ask("wrong")
  } catch (error) {
    console.log(error.response?.status)
  }
}

main()
