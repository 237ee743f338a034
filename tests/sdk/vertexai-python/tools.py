import os

import vertexai
from google.oauth2.credentials import Credentials
from vertexai.generative_models import (
    FunctionDeclaration,
    GenerativeModel,
    HarmBlockThreshold,
    HarmCategory,
    SafetySetting,
    Tool,
)

weather = FunctionDeclaration(
    name="weather",
    description="The weather in a city",
    parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)
tool = Tool(function_declarations=[weather])
vertexai.init(
    project="my-project",
    location="us-central1",
    credentials=Credentials(token="t"),
    api_endpoint=os.environ["VERTEX_BASE"],
    api_transport="rest",
)
model = GenerativeModel(
    "gemini-2.5-flash",
    tools=[tool],
    safety_settings=[
        SafetySetting(
            category=HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
            threshold=HarmBlockThreshold.BLOCK_NONE,
        ),
    ],
)
part = model.generate_content("call the weather").candidates[0].content.parts[0]
print(part.function_call.name, dict(part.function_call.args))
