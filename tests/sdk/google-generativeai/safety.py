import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
from google.generativeai.types import HarmBlockThreshold, HarmCategory

model = genai.GenerativeModel("gemini-2.5-flash")
answer = model.generate_content(
    "be careful",
    safety_settings={HarmCategory.HARM_CATEGORY_HARASSMENT: HarmBlockThreshold.BLOCK_ONLY_HIGH},
)
print(answer.text)
