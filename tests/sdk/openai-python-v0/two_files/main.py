import settings
from llm import ask

print(ask("across files")["choices"][0]["message"]["content"])
