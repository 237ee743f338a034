import json

import openai

FUNCTIONS = [{"name": "weather", "parameters": {"type": "object", "properties": {}}}]
message = openai.ChatCompletion.create(
    model="gpt-4-0613", messages=[{"role": "user", "content": "x"}], functions=FUNCTIONS, function_call="auto"
)["choices"][0]["message"]
if message.get("function_call"):
    print(message["function_call"]["name"], json.loads(message["function_call"]["arguments"])["city"])
