import OpenAI from "openai";

const client = new OpenAI({ timeout: 10000 });
const store = await client.vectorStores.create({ name: "papers" });
console.log(store.id);
const file = await client.vectorStores.files.retrieve(store.id, "file-1");
console.log(file.id);
await client.vectorStores.files.del(store.id, "file-1");
const batch = await client.vectorStores.fileBatches.retrieve(store.id, "batch-1", { timeout: 5000 });
console.log(batch.id);
console.log((await client.vectorStores.del(store.id)).deleted);
