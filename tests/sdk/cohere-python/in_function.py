import cohere

client = cohere.Client(api_key="key")


def ask(text):
    response = client.generate(prompt=text, model="command-a-03-2025")
    answer = response.generations[0].text
    return answer.upper()


print(ask("say yes"))
