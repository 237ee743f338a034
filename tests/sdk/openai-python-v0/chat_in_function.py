import openai


def ask(question, model="gpt-3.5-turbo"):
    """Asks gpt-3.5-turbo."""
    completion = openai.ChatCompletion.create(model=model, messages=[{"role": "user", "content": question}])
    return completion


def main():
    answer = ask("one")
    print(answer["choices"][0]["message"]["content"].upper())
    print(ask("two").choices[0].message.content)
    print(ask("three").get("choices")[0].get("message", {}).get("content", "none"))


main()
