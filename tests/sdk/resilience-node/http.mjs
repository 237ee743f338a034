import axios from 'axios'

const PATH = 'https://api.openai.com/v1/chat/completions'
const headers = { Authorization: 'Bearer sk-mine' }
const body = (text) => ({ model: 'gpt-6-luna', messages: [{ role: 'user', content: text }] })
const here = (url) => url.replace('https://api.openai.com/v1', process.env.MY_BASE)

async function posted(text, url = PATH) {
  const reply = await axios.post(url, body(text), { headers })
  return reply.data.choices[0].message.content
}

async function fetched(text, url = PATH) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body(text)),
  })
  return (await reply.json()).choices[0].message.content
}

console.log(await posted('one', here(PATH)), await fetched('two', here(PATH)))
