import hashlib

import openai


def send(text):
    digest = hashlib.sha1(text.encode()).hexdigest()
    response = openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
    return digest, response


def again(text):
    return send(text)


digest, reply = send("one")
print(digest[:6], reply.choices[0].message["content"])
pair = again("two")
print(pair[0][:6], pair[1]["usage"]["total_tokens"])
