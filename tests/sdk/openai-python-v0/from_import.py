from openai import ChatCompletion, Embedding

print(ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": "x"}])["choices"][0].message.content)
print(len(Embedding.create(model="text-embedding-3-small", input="abc")["data"][0]["embedding"]))
