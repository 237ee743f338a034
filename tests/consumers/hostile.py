"""Makes a project whose file names and code are made to break reports. Usage: hostile.py FOLDER"""

import os
import sys

CODE = (
    "from openai import OpenAI\n\n\ndef answer():\n    x = '</script><img src=x onerror=alert(1)> ]]> | `code` "
    "@team ::error::x =cmd() \u202e\x1b[31m'; "
    "return OpenAI().chat.completions.create(model='gpt-4-0314', messages=x)\n"
)
NAMES = [
    "=HYPERLINK(1).py",
    "a&b<script>.py",
    "]]>.py",
    "|x|`y`.py",
    "::error file=a,line=1::x.py",
    "new\nline.py",
    "esc\x1b[31m.py",
    "bidi\u202eyp.py",
    "100%25.py",
    "@team.py",
]

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name in NAMES:
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(CODE)
