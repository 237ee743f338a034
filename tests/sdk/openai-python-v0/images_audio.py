import io

import openai

openai.api_key = "sk-literal"
image = openai.Image.create(prompt="a cat", n=2, size="1024x1024")
print([d["url"] for d in image["data"]], image["data"][0]["url"])
audio = io.BytesIO(b"RIFF")
audio.name = "a.wav"
print(openai.Audio.transcribe("whisper-1", audio)["text"])
audio.seek(0)
print(openai.Audio.transcribe(model="whisper-1", file=audio).text)
