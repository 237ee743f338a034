import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
model = genai.GenerativeModel("gemini-2.5-flash")
response = model.generate_content("why is it so")
print(response.text)
