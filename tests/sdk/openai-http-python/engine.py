import json
import os

import requests


class Completer:
    def __init__(self, key):
        self.session = requests.Session()
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def complete(self, prompt):
        payload = {"prompt": prompt, "temperature": 0, "stop": ["\n"]}
        answer = self.session.post(
            "https://api.openai.com/v1/engines/davinci/completions",
            headers=self.headers,
            data=json.dumps(payload),
        )
        if answer.status_code != 200:
            return None
        return json.loads(answer.text)["choices"][0]["text"]


print(Completer(os.environ["OPENAI_API_KEY"]).complete("go on"))
