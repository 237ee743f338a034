import io
import json

import openai

print([m["id"] for m in openai.Model.list()["data"]])
print(openai.Model.retrieve("gpt-x")["id"])
upload = io.BytesIO(b"{}\n")
upload.name = "a.jsonl"
print(openai.File.create(file=upload, purpose="fine-tune")["id"])
print(openai.File.list()["data"][0]["filename"], openai.File.retrieve("file-1").status)
print(openai.File.delete("file-1")["deleted"])
job = openai.FineTuningJob.create(training_file="file-1", model="gpt-4o-mini-2024-07-18")
print(job["id"], job.status)
