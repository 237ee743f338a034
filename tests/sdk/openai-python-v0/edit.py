import openai

result = openai.Edit.create(model="text-davinci-edit-001", input="helo", instruction="fix it")
print(result["choices"][0]["text"])
