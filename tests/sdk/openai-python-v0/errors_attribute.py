import openai


def ask(text):
    try:
        return openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
    except openai.error.RateLimitError as e:
        return f"limit {e.http_status}"
    except (openai.error.InvalidRequestError, openai.error.AuthenticationError) as error:
        return "invalid"
    except openai.error.OpenAIError:
        return "other"


for word in ("limit", "wrong"):
    print(ask(word))
