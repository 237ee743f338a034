import openai

openai.api_key = "sk-literal"


def stream(question):
    for chunk in openai.ChatCompletion.create(
        model="gpt-3.5-turbo", messages=[{"role": "user", "content": question}], stream=True
    ):
        yield chunk["choices"][0]["delta"].get("content", "")


print("".join(stream("a b c")))
collected = ""
for part in openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": "d e"}], stream=True):
    delta = part["choices"][0]["delta"]
    if "content" in delta:
        collected += delta["content"]
print(collected)
text = []
for part in openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": "f g"}], stream=True):
    if hasattr(part.choices[0].delta, "content"):
        text.append(part.choices[0].delta.content)
print(text)
