import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)


class Writer:
    def __init__(self, name):
        self.model = genai.GenerativeModel(name, generation_config=genai.GenerationConfig(temperature=0.5))

    def write(self, text):
        return self.model.generate_content(
            [text, "in one line"],
            request_options={"timeout": 20},
        ).text


print(Writer("gemini-2.5-flash").write("a line"))
