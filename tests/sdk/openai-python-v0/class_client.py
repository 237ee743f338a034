import openai


class Bot:
    def __init__(self, key, model="gpt-3.5-turbo-0301"):
        openai.api_key = key
        self.model = model
        self.last = None

    def ask(self, text):
        self.last = openai.ChatCompletion.create(model=self.model, messages=[{"role": "user", "content": text}])
        return self.last["choices"][0]["message"]["content"].strip()

    def cost(self):
        return self.last["usage"]["prompt_tokens"] + self.last.usage.completion_tokens


bot = Bot("sk-bot")
print(bot.ask("hi"), bot.cost())
