const { OpenAI } = require("openai");

class Files {
  constructor() {
    this.client = new OpenAI();
  }
  async drop(id) {
    return (await this.client.files.del(id)).deleted;
  }
}

new Files().drop("file-1").then((done) => console.log(done));
