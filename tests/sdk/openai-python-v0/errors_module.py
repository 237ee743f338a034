import openai.error
from openai import error as oe
import openai


def ask(text):
    try:
        openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
    except openai.error.RateLimitError:
        return "limit"
    except oe.InvalidRequestError:
        return "invalid"
    return "fine"


print(ask("limit"), ask("wrong"), ask("x"))
