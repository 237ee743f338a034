import openai


def text_of(response):
    return response["choices"][0]["message"]["content"]


def tokens(response):
    usage = response.get("usage", {})
    return usage["total_tokens"]


first = openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": "x"}])
print(text_of(first), tokens(first))
kwargs = {"engine": "gpt-4o", "messages": [{"role": "user", "content": "y"}], "request_timeout": 10}
print(text_of(openai.ChatCompletion.create(**kwargs)))
