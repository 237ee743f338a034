import openai
from openai.error import APIError, RateLimitError
from tenacity import retry, retry_if_exception_type, retry_if_not_exception_type, stop_after_attempt

TRIES = []


@retry(retry=retry_if_not_exception_type(openai.error.InvalidRequestError), stop=stop_after_attempt(2), reraise=True)
def call(text):
    TRIES.append(text)
    return openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])


@retry(retry=retry_if_exception_type(openai.error.InvalidRequestError), stop=stop_after_attempt(3), reraise=True)
def insist(text):
    TRIES.append(text)
    return openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])


def ask(text):
    try:
        call(text)
    except openai.error.APIError as e:
        return "api"
    except openai.error.RateLimitError as e:
        return "limit"
    except openai.error.InvalidRequestError as e:
        return "invalid"


def in_a_loop(text):
    for _ in range(2):
        try:
            return call(text)["choices"][0]["message"]["content"]
        except openai.error.APIError as e:
            print("api", e.http_status)
            continue
        except openai.error.APIConnectionError:
            return "connection"  # of the network
        except openai.error.Timeout:
            return "late"
        except (openai.error.InvalidRequestError, ValueError) as e:
            print("invalid", e.http_status)
            break
        except Exception:
            return "any"
    return "none"


def ask_again(text):
    try:
        insist(text)
    except (APIError, KeyError):
        return "api"
    except RateLimitError:
        return "limit"
    except openai.error.InvalidRequestError:
        return "invalid"
    except openai.error.OpenAIError:
        return "other"


for text in ("missing", "wrong", "limit"):
    print(ask(text), ask_again(text))
print(in_a_loop("missing"), in_a_loop("fine"))
print(TRIES)
