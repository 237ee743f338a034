// Requests by name, texts by name, and lines that begin with a bracket afterwards.
import { GoogleGenerativeAI } from '@google/generative-ai'

const client = new GoogleGenerativeAI(process.env.GOOGLE_API_KEY)
const model = client.getGenerativeModel(
  { model: 'gemini-3-pro', generationConfig: { temperature: 0.5 } },
  { baseUrl: process.env.GEMINI_BASE },
)

async function ask(prompt) {
  const result = await model.generateContent(prompt)
  const response = await result.response
  console.log('asked')
  response.text().split(' ').forEach(word => console.log(word))
  if (prompt)
    response.text().trim()
  return response.text()
}

const request = { contents: [{ role: 'user', parts: [{ text: 'one' }] }], generationConfig: { maxOutputTokens: 5 } }
const plain = { contents: [{ role: 'user', parts: [{ text: 'two' }] }] }

const first = await model.generateContent(request)
console.log(first.response.text())
const second = await model.generateContent(plain)
console.log(second.response.text())
console.log(await ask('a b'))
