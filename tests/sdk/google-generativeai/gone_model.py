import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
def ask(text):
    model = genai.GenerativeModel("gemini-1.5-flash")
    answer = model.generate_content(text)
    return answer.candidates[0].content.parts[0].text


print(ask("old one"))
