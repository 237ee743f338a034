// Loaded before a program: what it sends to a host that is written out goes to the stub.
import http from "node:http";
import https from "node:https";

const stub = new URL(process.env.MY_BASE);
https.request = (options, done) =>
  http.request({ ...options, protocol: "http:", hostname: stub.hostname, host: undefined, port: stub.port, agent: undefined }, done);
const send = globalThis.fetch;
globalThis.fetch = (url, init) => send(String(url).replace("https://api.openai.com", stub.origin), init);
