from openai import OpenAI

client = OpenAI()


def read(name):
    return client.files.retrieve_content(name).strip()


print(read("file-1"))
