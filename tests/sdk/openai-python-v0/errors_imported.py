import openai
from openai.error import InvalidRequestError, RateLimitError, Timeout

RETRIED = (RateLimitError, Timeout)


def ask(text):
    try:
        answer = openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
        return answer["choices"][0]["message"]["content"]
    except RETRIED:
        return "retry"
    except InvalidRequestError:
        return "invalid"


print(ask("fine"), ask("limit"), ask("wrong"))
