const { GoogleGenerativeAI } = require('@google/generative-ai')

class Assistant {
  constructor(key) {
    this.genAI = new GoogleGenerativeAI(key)
    this.model = this.genAI.getGenerativeModel({ model: 'gemini-x' }, { baseUrl: process.env.GEMINI_BASE })
  }

  async stream(prompt) {
    const { stream } = await this.model.generateContentStream(prompt)
    const parts = []
    for await (const chunk of stream) parts.push(chunk.text())
    return parts.join('')
  }

  async vector(text) {
    const model = this.genAI.getGenerativeModel({ model: 'embedding-x' }, { baseUrl: process.env.GEMINI_BASE })
    const result = await model.embedContent(text)
    return result.embedding.values
  }
}

const assistant = new Assistant(process.env.GOOGLE_API_KEY)
assistant.stream('one').then(async (text) => console.log(text, (await assistant.vector('two')).length))
