import fs from "fs";
import { Configuration, OpenAIApi } from "openai";

const openai = new OpenAIApi(new Configuration({ apiKey: "sk-x", basePath: process.env.MY_BASE }));
fs.writeFileSync("a.wav", "RIFF");
const transcript = await openai.createTranscription(fs.createReadStream("a.wav"), "whisper-1", undefined, "json");
console.log(transcript.data.text);
fs.writeFileSync("a.jsonl", "{}\n");
const file = await openai.createFile(fs.createReadStream("a.jsonl"), "fine-tune");
console.log(file.data.id);
