import { GoogleGenerativeAI } from '@google/generative-ai'

const genAI = new GoogleGenerativeAI(process.env.GOOGLE_API_KEY)
const model = genAI.getGenerativeModel({ model: 'gemini-x' }, { baseUrl: process.env.GEMINI_BASE })

const chat = model.startChat({
  history: [
    { role: 'user', parts: [{ text: 'hello' }] },
    { role: 'model', parts: [{ text: 'what is it?' }] },
  ],
  generationConfig: { maxOutputTokens: 9 },
})
const result = await chat.sendMessage('one')
console.log(result.response.text(), (await chat.getHistory()).length)
const streamed = await chat.sendMessageStream('two')
let text = ''
for await (const chunk of streamed.stream) {
  text += chunk.text()
}
console.log(text)
