const { ChatOpenAI } = require("langchain/chat_models/openai");

new ChatOpenAI({ modelName: "gpt-5.5" }).invoke("other words").then((answer) => console.log(answer.content));
