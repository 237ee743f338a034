import openai
from openai.error import RateLimitError, ServiceUnavailableError

KINDS = [
    RateLimitError("slow down"),
    ServiceUnavailableError("down", http_status=503),
    openai.error.InvalidRequestError("not so", "prompt", http_status=400),
    openai.error.OpenAIError("any"),
    openai.error.APIConnectionError("no way"),
]


def fail(error):
    raise error


for kind in KINDS:
    try:
        fail(kind)
    except (RateLimitError, ServiceUnavailableError) as e:
        print("capacity", e)
    except openai.error.OpenAIError as e:
        print("other", type(e).__name__ == "OpenAIError", e, e.http_status)
print(openai.Model.list()["data"][0]["id"])
