import { GoogleGenerativeAI } from '@google/generative-ai'

const genAI = new GoogleGenerativeAI(process.env.GOOGLE_API_KEY)
const model = genAI.getGenerativeModel({ model: 'gemini-x' }, { baseUrl: process.env.GEMINI_BASE })

async function ask(prompt) {
  const result = await model.generateContent(prompt)
  const response = await result.response
  return response.text()
}

console.log(await ask('one'))
console.log((await model.generateContent(['two', 'three'])).response.text())
console.log((await model.countTokens('four')).totalTokens)
