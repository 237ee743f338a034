import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({ endpoint: process.env.AZURE_BASE, apiKey: "k", apiVersion: "2024-10-21" });
console.log((await client.files.del("file-1")).id);
