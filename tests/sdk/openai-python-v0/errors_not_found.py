import os

import openai
from openai import error as oe
from openai.error import InvalidRequestError, RateLimitError
from openai.error import InvalidRequestError as Invalid

NEVER_AGAIN = (RateLimitError, InvalidRequestError)
ONE = openai.error.InvalidRequestError


def call(text):
    return openai.ChatCompletion.create(
        model="gpt-4",
        messages=[{"role": "user", "content": text}],
        user="me",
        api_key="sk-own",
        api_base=os.environ["OPENAI_API_BASE"],
    )


def plain(text):
    try:
        call(text)
    except openai.error.InvalidRequestError as e:
        return f"plain {e.http_status}"


def in_a_tuple(text):
    try:
        call(text)
    except (openai.error.RateLimitError, openai.error.InvalidRequestError):
        return "tuple"


def one_in_a_tuple(text):
    try:
        call(text)
    except (InvalidRequestError,):
        return "one"


def by_constant(text):
    try:
        call(text)
    except NEVER_AGAIN:
        return "constant"


def by_name(text):
    try:
        call(text)
    except ONE:
        return "name"


def aliased(text):
    try:
        call(text)
    except Invalid:
        return "aliased"


def asked(text):
    try:
        call(text)
    except Exception as e:
        return isinstance(e, oe.InvalidRequestError), isinstance(e, (oe.Timeout, InvalidRequestError))


for way in (plain, in_a_tuple, one_in_a_tuple, by_constant, by_name, aliased, asked):
    print(way("missing"), way("wrong"))
