import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
for m in genai.list_models():
    if "generateContent" in m.supported_generation_methods:
        print(m.name)
