"""A function that is called here and handed on there: what it gives is a dict for both."""
from concurrent.futures import ThreadPoolExecutor

import openai

openai.api_key = "sk-test"


class Bot:
    last = None

    def ask(self, question):
        self.last = openai.ChatCompletion.create(
            model="gpt-6.1-sol", messages=[{"role": "user", "content": question}], temperature=1,
            request_timeout=30,
        )
        return self.last["choices"][0]["message"]["content"]


def ask(question):
    return openai.ChatCompletion.create(model="gpt-6.1-sol", messages=[{"role": "user", "content": question}])


ERRORS = (openai.error.RateLimitError, openai.error.ServiceUnavailableError)

print(ask("x")["choices"][0]["message"]["content"])
with ThreadPoolExecutor() as executor:
    for answer in executor.map(ask, ["a", "b"]):
        print(answer["choices"][0]["message"]["content"])
bot = Bot()
print(bot.ask("y"))
print(bot.last["usage"]["total_tokens"])
try:
    openai.ChatCompletion.create(model="gpt-6.1-sol", messages=[{"role": "user", "content": "limit"}])
except ERRORS as error:
    print(error.http_status)
