import os

import vertexai
from google.oauth2.credentials import Credentials
from vertexai.generative_models import GenerationConfig, GenerativeModel, Part

vertexai.init(
    project="my-project",
    location="europe-west4",
    credentials=Credentials(token="t"),
    api_endpoint=os.environ["VERTEX_BASE"],
    api_transport="rest",
)
model = GenerativeModel(
    "gemini-2.5-flash",
    system_instruction=["be short"],
    generation_config=GenerationConfig(temperature=0.2, max_output_tokens=64),
)
answer = model.generate_content("say it")
print(answer.text, answer.candidates[0].content.parts[0].text)
print(model.generate_content(["say", Part.from_text(" more")], generation_config={"max_output_tokens": 8}).text)
print(answer.usage_metadata.total_token_count)
print(model.count_tokens("how many").total_tokens)
