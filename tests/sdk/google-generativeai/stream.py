import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)


def main():
    model = genai.GenerativeModel("gemini-2.5-flash")
    words = []
    for chunk in model.generate_content("in pieces", stream=True):
        words.append(chunk.text)
    print("".join(words))


main()
