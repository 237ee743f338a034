import openai

openai.api_key = "sk-literal"
prompt = "say it"
response = openai.Completion.create(
    engine="text-davinci-003",
    prompt=prompt,
    max_tokens=20,
    temperature=0.5,
    n=2,
    stop=["\n"],
)
print(response["choices"][0]["text"])
print([choice.text for choice in response.choices])
print(response.choices[1]["text"].strip())
