import openai

client = openai.OpenAI()
store = client.beta.vector_stores.create(name="papers")
print(store.id)
file = client.beta.vector_stores.files.retrieve("file-1", vector_store_id=store.id)
print(file.id)
print(client.beta.vector_stores.delete(store.id).deleted)
