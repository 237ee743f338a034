import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
model = genai.GenerativeModel("gemini-2.5-flash", system_instruction="be kind")
chat = model.start_chat(history=[])
print(chat.send_message("hello").text)
print(len(chat.history))
for part in chat.send_message("and again", stream=True):
    print(part.text, end="")
print()
