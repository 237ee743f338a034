import { OpenAIClient, AzureKeyCredential } from "@azure/openai";

export const client = new OpenAIClient(
  process.env.AZURE_BASE,
  new AzureKeyCredential("azure-key"),
  { allowInsecureConnection: true },
);
