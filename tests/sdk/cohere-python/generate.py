import cohere

co = cohere.Client("key")
response = co.generate(model="command-r-plus-08-2024", prompt="name a fruit", max_tokens=20, temperature=0.3)
print(response.generations[0].text)
