import os

import openai


def configure(key):
    openai.api_key = key
    openai.api_base = os.getenv("MY_BASE")


if __name__ == "__main__":
    configure("sk-late")
    print(openai.ChatCompletion.create(model="m", messages=[{"role": "user", "content": "z"}])["model"])
