import openai

response = openai.Completion.create(engine="text-davinci-003", prompt="say", max_tokens=20, temperature=0.5)
print(response["choices"][0]["text"].strip(), response.choices[0].text)
print(response["usage"]["completion_tokens"], response.usage.total_tokens)


def title(text):
    answer = openai.Completion.create(model="text-davinci-002", prompt=f"A title for {text}")
    return answer.choices[0]["text"]


edit = openai.Edit.create(model="text-davinci-edit-001", input="a text", instruction="mend it")
print(title("a tale"), edit["choices"][0]["text"])
