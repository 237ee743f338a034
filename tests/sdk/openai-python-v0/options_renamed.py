import openai


def ask(text, **options):
    reply = openai.ChatCompletion.create(messages=[{"role": "user", "content": text}], **options)
    return reply["choices"][0]["message"]["content"]


def vectors(texts, azure):
    if azure:
        named = {"engine": "text-embedding-ada-002"}
    else:
        named = {"model": "text-embedding-ada-002"}
    named["headers"] = {"X-Run": "1"}
    return openai.Embedding.create(input=texts, **named)["data"][0]["embedding"]


print(ask("a", engine="gpt-4", request_timeout=30), vectors(["b"], True), vectors(["b"], False))
