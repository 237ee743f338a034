import os

import anthropic
import cohere
import openai
from google import genai

url = os.environ["GEMINI_BASE"]
vendor = openai.OpenAI()
said = vendor.chat.completions.create(model="gpt-6-luna", messages=[{"role": "user", "content": "one"}])
print(said.choices[0].message.content)

impatient = openai.OpenAI(
    api_key="sk-mine",
    max_retries=0,
    timeout=None,  # for ever
)
print(impatient.embeddings.create(model="text-embedding-3-small", input="two").data[0].embedding)

claude = anthropic.Anthropic(api_key="sk-ant")
message = claude.messages.create(
    model="claude-opus-5", max_tokens=9, messages=[{"role": "user", "content": "three"}]
)
print(message.content[0].text)

google = genai.Client(api_key="g-key", http_options={"base_url": url})
print(google.models.generate_content(model="gemini-x", contents="four").text)

coral = cohere.ClientV2("c-key", base_url=url.replace("gemini", "cohere"))
print(coral.chat(model="command-x", messages=[{"role": "user", "content": "five"}]).message.content[0].text)
