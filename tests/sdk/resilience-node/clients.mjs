import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'

const openai = new OpenAI()
const said = await openai.chat.completions.create({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'one' }] })
console.log(said.choices[0].message.content)

const options = { apiKey: 'sk-ant', maxRetries: 0 }
const claude = new Anthropic(options)
const message = await claude.messages.create({
  model: 'claude-opus-5',
  max_tokens: 9,
  messages: [{ role: 'user', content: 'two' }],
})
console.log(message.content[0].text)

const google = new GoogleGenAI({ apiKey: 'g-key', httpOptions: { baseUrl: process.env.GEMINI_BASE } })
console.log((await google.models.generateContent({ model: 'gemini-x', contents: 'three' })).text)
