import openai

openai.api_key = "sk-shared"
