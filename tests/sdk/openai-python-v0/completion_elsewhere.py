"""The model of a completion comes by way of a default and of a caller: when the call becomes chat, both change."""
import openai


class Writer:
    def __init__(self, model="text-davinci-003"):
        self.model = model

    def write(self, prompt):
        reply = openai.Completion.create(model=self.model, prompt=prompt, max_tokens=20)
        return reply["choices"][0]["text"].strip()


print(Writer().write("one"))
print(Writer(model="gpt-3.5-turbo-instruct").write("two"))
