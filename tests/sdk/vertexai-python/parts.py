import os

import vertexai
from google.oauth2.credentials import Credentials
import vertexai.preview.generative_models as generative_models
from vertexai.preview.generative_models import Content, GenerativeModel, Part

vertexai.init(
    project="my-project",
    location="us-central1",
    credentials=Credentials(token="t"),
    api_endpoint=os.environ["VERTEX_BASE"],
    api_transport="rest",
)
safety_settings = {
    generative_models.HarmCategory.HARM_CATEGORY_HARASSMENT: generative_models.HarmBlockThreshold.BLOCK_ONLY_HIGH,
}


def describe(model: GenerativeModel, uri):
    picture = Part.from_uri(uri, mime_type="image/png")
    inline = Part.from_data(data=b"abc", mime_type="image/png")
    answer = model.generate_content(
        [picture, inline, "what is it?"],
        safety_settings=safety_settings,
        stream=False,
    )
    return answer.text


model = GenerativeModel("gemini-2.5-flash")
print(describe(model, "gs://bucket/a.png"))
turns = [Content(role="user", parts=[Part.from_text("first")]), Content(role="model", parts=[Part.from_text("yes")])]
print(model.generate_content(turns + [Content(role="user", parts=[Part.from_text("last")])]).text)
