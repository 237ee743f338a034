import anthropic


def ask(client, question):
    answer = client.completions.create(
        prompt=anthropic.HUMAN_PROMPT + question + anthropic.AI_PROMPT,
        model="claude-instant-1.2",
        max_tokens_to_sample=50,
    )
    return answer.completion.strip()


def main():
    print(ask(anthropic.Anthropic(), "which way"))


main()
