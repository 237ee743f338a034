import json

import openai

NOTHING = "$ERROR$"


def tag(text):
    result = NOTHING
    for _ in range(2):
        try:
            result = openai.Moderation.create(input=text)["results"][0]
            break
        except openai.error.OpenAIError as e:
            print(type(e).__name__)
    return result


row = {"text": "bad words"}
answer = tag(row["text"])
row["moderation"] = answer
print(json.dumps(row["moderation"], sort_keys=True)[:24])
