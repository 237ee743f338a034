import anthropic
from anthropic import AI_PROMPT, HUMAN_PROMPT

client = anthropic.Anthropic()
question = "how far is it"
response = client.completions.create(
    model="claude-2.1",
    prompt=f"{HUMAN_PROMPT} {question}{AI_PROMPT}",
    max_tokens_to_sample=100,
    stop_sequences=["stop"],
)
print(response.completion)
