import openai


def complete(prompt, n, best_of):
    answer = openai.Completion.create(
        model="text-davinci-003",
        prompt=prompt,
        n=n,
        best_of=best_of,
    )
    return [choice["text"] for choice in answer["choices"]]


def sample(prompt, wanted):
    count = min(wanted, 3)
    return complete(prompt, n=count, best_of=count)


print(len(sample("say it", 5)), len(complete("say it", 2, 2)))
