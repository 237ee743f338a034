import openai


def vectors(texts):
    embedding = openai.Embedding.create(input=texts, model="text-embedding-ada-002")
    return [embedding["embedding"] for embedding in embedding["data"]]


print(vectors(["a", "bb"]))
