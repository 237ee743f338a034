import openai


def options(stream):
    found = dict(model="gpt-4", messages=[{"role": "user", "content": "a b"}], stream=stream)
    found["temperature"] = 0.5
    return found


for chunk in openai.ChatCompletion.create(**options(True)):
    print(chunk["choices"][0]["delta"].get("content", ""), end="|")
print()
