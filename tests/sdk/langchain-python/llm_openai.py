from langchain.llms import OpenAI as Complete

llm = Complete(model="gpt-3.5-turbo-instruct-x", max_retries=1)
print(llm.temperature)
