import axios from 'axios'

const URL = process.env.MY_CHAT ?? 'https://api.openai.com/v1/chat/completions'
const headers = { Authorization: 'Bearer sk-mine', 'Content-Type': 'application/json' }
const body = (text) => ({ model: 'gpt-6-luna', messages: [{ role: 'user', content: text }] })

async function posted(text) {
  const reply = await axios.post(URL, body(text), { headers })
  return reply.data.choices[0].message.content
}

async function fetched(text) {
  const reply = await fetch(URL, {
    method: 'POST',
    headers,
    body: JSON.stringify(body(text)),
  })
  return (await reply.json()).choices[0].message.content
}

console.log(await posted('one'), await fetched('two'))
