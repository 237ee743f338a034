import openai

response = openai.Completion.create(
    model="text-davinci-003",
    prompt="say it",
    max_tokens=5,
    best_of=1,
    echo=False,
    logprobs=None,
)
print(response["choices"][0]["text"].replace("re: ", ""))
