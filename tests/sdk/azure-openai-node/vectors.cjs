const { OpenAIClient, AzureKeyCredential } = require("@azure/openai");

const credential = new AzureKeyCredential("azure-key");
const client = new OpenAIClient(process.env.AZURE_BASE, credential, {
  apiVersion: "2024-02-01",
  allowInsecureConnection: true,
});

client
  .getEmbeddings("vectors", ["one", "three"])
  .then((result) => {
    result.data.forEach((item) => console.log(item.index, item.embedding.length));
    console.log(result.usage.promptTokens);
    return client.getImages("painter", "a red fox", { n: 2, size: "1024x1024" });
  })
  .then(({ data }) => console.log(data.length, data[0].url, data[1].base64Data, data[0].revisedPrompt));
