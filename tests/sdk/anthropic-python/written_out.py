from anthropic import Anthropic

client = Anthropic()
message = client.completions.create(
    model="claude-2.1", prompt="\n\nHuman: name a colour\n\nAssistant:", max_tokens_to_sample=10
)
print(message.completion)
print(message.stop_reason)
