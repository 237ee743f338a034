from unittest.mock import MagicMock, patch

import openai

ANSWER = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "made up"}}], "usage": {"total_tokens": 3}}


def ask(text):
    reply = openai.ChatCompletion.create(model="gpt-4", messages=[{"role": "user", "content": text}])
    return reply["choices"][0]["message"]["content"]


def tokens():
    reply = openai.ChatCompletion.create(model="gpt-4", messages=[])
    return reply.usage.total_tokens


def vectors():
    return openai.Embedding.create(engine="text-embedding-ada-002", input="a")["data"][0]["embedding"]


def test_with():
    with patch("openai.ChatCompletion.create") as create:
        create.return_value = ANSWER
        assert ask("x") == "made up"
        assert create.call_count == 1


@patch("openai.ChatCompletion.create", return_value=ANSWER)
@patch("openai.Embedding.create")
def test_decorated(embed, create):
    embed.return_value = {"data": [{"embedding": [0.5], "index": 0}]}
    assert ask("x") == "made up"
    assert vectors() == [0.5]
    assert embed.call_args.kwargs["input"] == "a"
    embed.assert_called_once()


@patch("openai.ChatCompletion.create")
def test_mock(create):
    answer = MagicMock()
    answer.usage.total_tokens = 9
    create.return_value = answer
    assert tokens() == 9


@patch("openai.ChatCompletion.create")
def test_raised(create):
    create.side_effect = [openai.error.RateLimitError("slow down"), ANSWER]
    try:
        ask("x")
    except openai.error.RateLimitError:
        print("limited")
    print(ask("y"))


for test in (test_with, test_decorated, test_mock, test_raised):
    test()
print(ask("for real"))
