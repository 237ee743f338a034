import { GoogleGenerativeAI, HarmBlockThreshold, HarmCategory } from '@google/generative-ai'

const client = new GoogleGenerativeAI(process.env.GOOGLE_API_KEY)
const generationConfig = { temperature: 0.5, maxOutputTokens: 20 }
const model = client.getGenerativeModel(
  {
    model: 'gemini-1.5-pro',
    systemInstruction: 'Be brief.',
    generationConfig,
    safetySettings: [
      { category: HarmCategory.HARM_CATEGORY_HARASSMENT, threshold: HarmBlockThreshold.BLOCK_NONE },
    ],
  },
  { baseUrl: process.env.GEMINI_BASE, timeout: 9000 },
)

export async function run() {
  const { response } = await model.generateContent({
    contents: [{ role: 'user', parts: [{ text: 'one' }] }],
    generationConfig: { maxOutputTokens: 7 },
  })
  console.log(response.text(), response.candidates.length)
}

await run()
