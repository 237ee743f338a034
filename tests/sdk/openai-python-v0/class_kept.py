import openai


class Vectors:
    def __init__(self, key):
        openai.api_key = key
        self.client = openai.Embedding

    def of(self, text):
        return self.client.create(input=[text], engine="text-embedding-ada-002")["data"][0]["embedding"]


def check(values):
    values["moderator"] = openai.Moderation
    return values


class Guard:
    def __init__(self):
        for name, value in check({}).items():
            setattr(self, name, value)

    def is_bad(self, text):
        results = self.moderator.create(text)
        return self._judge(results["results"][0])

    def _judge(self, result):
        return "bad" if result["flagged"] else "good"


def chat():
    api = openai.ChatCompletion
    return api.create(model="gpt-4", messages=[{"role": "user", "content": "x"}]).choices[0].message["content"]


print(Vectors("sk-mine").of("abc"), Guard().is_bad("a bad one"), chat())
