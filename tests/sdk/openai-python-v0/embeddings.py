import openai

TEXTS = ["a", "bbb"]


def embed(texts):
    response = openai.Embedding.create(input=texts, engine="text-embedding-ada-002")
    return [item["embedding"] for item in response["data"]]


def rank(texts):
    data = openai.Embedding.create(input=texts, model="text-embedding-ada-002")["data"]
    return [d["embedding"][0] for d in sorted(data, key=lambda d: d["index"], reverse=True)]


print([[round(x, 3) for x in v] for v in embed(TEXTS)])
print([round(x, 3) for x in rank(TEXTS)])
for i, d in enumerate(openai.Embedding.create(input=TEXTS, model="text-embedding-ada-002")["data"]):
    print(i, len(d["embedding"]))
