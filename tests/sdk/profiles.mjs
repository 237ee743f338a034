// Does the calls of a plan with a real SDK and prints what happened: one JSON list, in the order of the plan, which is
// that of profiles_call.py. `options` are given in the argument `at`, laid over the one that is there. Waits between
// tries (timers of less than a minute) are written down and shortened; where nothing answers, they are left as they are.

// It is copied beside node_modules, so that packages are found.
const load = (name) => import(name);
const timers = [];
let hurried = true;
const real = globalThis.setTimeout;
globalThis.setTimeout = (run, delay = 0, ...rest) => {
  timers.push(delay);
  const short = hurried && delay >= 100 && delay < 60_000;
  return real(run, short ? delay / 100 : delay, ...rest);
};
globalThis.setTimeout[Symbol.for("nodejs.util.promisify.custom")] = undefined;
// Rejections that an SDK leaves to nobody are no failure of the call that is looked at.
process.on("unhandledRejection", () => {});
const stolen = console.error;
console.error = () => {};

function classes(error) {
  const found = [];
  let at = Object.getPrototypeOf(error);
  while (at && at !== Object.prototype) {
    found.push(at.constructor.name);
    at = Object.getPrototypeOf(at);
  }
  return found;
}

function merged(a, b) {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return b;
  const out = { ...a };
  for (const key of Object.keys(b)) out[key] = key in out ? merged(out[key], b[key]) : b[key];
  return out;
}

async function done(step) {
  timers.length = 0;
  hurried = !step.slow;
  const began = performance.now();
  const pieces = [];
  let raised = null;
  try {
    let target = await load(step.package);
    if (step.make) {
      const Made = step.make === "default" ? target.default : target[step.make];
      target = new Made(step.client);
    }
    const args = structuredClone(step.args ?? []);
    if (step.provider) {
      const { createOpenAI } = await load("@ai-sdk/openai");
      args[0].model = createOpenAI({ baseURL: step.provider, apiKey: "sk-test" }).chat("m");
    }
    if (step.options) {
      args[step.at] = merged(args[step.at] ?? {}, step.options);
    }
    const names = step.call.split(".");
    let owner = target;
    for (const name of names.slice(0, -1)) owner = owner[name];
    const answer = await owner[names.at(-1)](...args);
    if (step.stream) {
      const parts = answer.textStream ?? answer;
      for await (const piece of parts) pieces.push(String(piece?.type ?? typeof piece));
    }
  } catch (error) {
    raised = [...classes(error), String(error?.message ?? error).slice(0, 200)];
  }
  return { raised, pieces, timers: [...timers], seconds: (performance.now() - began) / 1000 };
}

let text = "";
for await (const piece of process.stdin) text += piece;
const results = [];
for (const step of JSON.parse(text)) results.push(await done(step));
console.error = stolen;
process.stdout.write("\n" + JSON.stringify(results) + "\n", () => process.exit(0));
