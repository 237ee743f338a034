import os

import google.generativeai as genai

genai.configure(
    api_key=os.environ["GOOGLE_API_KEY"],
    transport="rest",
    client_options={"api_endpoint": os.environ["GEMINI_BASE"]},
)
result = genai.embed_content(model="models/gemini-embedding-001", content="a text", task_type="retrieval_document")
print(len(result["embedding"]))
