import os

from google.cloud import aiplatform
from google.oauth2.credentials import Credentials
from vertexai.generative_models import GenerativeModel

aiplatform.init(
    project="my-project",
    location="us-central1",
    credentials=Credentials(token="t"),
    api_endpoint=os.environ["VERTEX_BASE"],
    api_transport="rest",
)


class Writer:
    def __init__(self, name="gemini-2.5-flash"):
        self.model = GenerativeModel(name, generation_config={"max_output_tokens": 9})

    def write(self, prompt):
        return self.model.generate_content(prompt).text

    def write_slowly(self, prompt):
        for piece in self.model.generate_content(prompt, stream=True):
            yield piece.text


writer = Writer()
print(writer.write("a poem"))
print(list(writer.write_slowly("two lines")))
