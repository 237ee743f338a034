import openai


def words(question):
    for event in openai.Completion.create(model="text-davinci-002", prompt=f"Q: {question}", stream=True):
        yield event["choices"][0]["text"]


print("|".join(w for w in words("x y") if w))
