import openai

MODEL = "text-davinci-003"


def complete(text: str) -> str:
    return openai.Completion.create(model=MODEL, prompt=text, max_tokens=5).choices[0].text


print(complete("abc"))
