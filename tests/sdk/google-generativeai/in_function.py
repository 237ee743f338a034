import os

import google.generativeai as genai


def setup():
    genai.configure(
        api_key=os.environ["GOOGLE_API_KEY"],
        transport="rest",
        client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
    )


def count(text):
    return genai.GenerativeModel("gemini-2.5-flash").count_tokens(text).total_tokens


setup()
print(count("how many"))
