import unittest
from unittest.mock import patch

from shop.llm import ask


def answer(text):
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}


class Answers(unittest.TestCase):
    @patch("builtins.print")
    @patch("shop.llm.openai.ChatCompletion.create")
    def test_answer(self, create, _print):
        create.return_value = answer("made up")
        self.assertEqual(ask("x"), "made up")


result = unittest.TestResult()
unittest.defaultTestLoader.loadTestsFromTestCase(Answers).run(result)
print(result.wasSuccessful(), ask("for real"))
