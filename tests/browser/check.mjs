// Opens a report in a headless Chromium: no console error, no request, filters that filter, no serious fault that axe
// finds, prints to PDF. Usage: node check.mjs REPORT.html [SCREENSHOTS]; needs puppeteer-core and axe-core, and Chromium
// at CHROMIUM (default /usr/bin/chromium).
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "x.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [report, shots] = process.argv.slice(2);
const faults = [];
const expect = (holds, what) => { if (!holds) faults.push(what); };

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
page.on("console", (m) => { if (m.type() === "error" || m.type() === "warn") faults.push("console: " + m.text()); });
page.on("pageerror", (e) => faults.push("error: " + e.message));
page.on("dialog", async (d) => { faults.push("dialog: " + d.message()); await d.dismiss(); });
page.on("request", (r) => {
  if (r.url() !== pathToFileURL(report).href && !r.url().startsWith("data:")) faults.push("request: " + r.url());
});
const began = Date.now();
await page.goto(pathToFileURL(report).href, { waitUntil: "load" });
await page.waitForSelector("#count");
const opened = Date.now() - began;
const count = () => page.$eval("#count", (e) => e.textContent);
const items = () => page.$$eval("#list > li", (l) => l.length);
const total = parseInt(await count(), 10);
expect(await items() === Math.min(total, 100), "the list shows its first part");

let filtered = 0;
if (total > 0) {
  const at = Date.now();
  await page.type("#q", "zzzz-nothing");
  filtered = Date.now() - at;
  expect(await items() === 0, "a search for nothing finds nothing");
  await page.$eval("#q", (e) => { e.value = ""; e.dispatchEvent(new Event("input", { bubbles: true })); });
  const severity = await page.$eval("#severity", (e) => e.options[1].value);
  await page.select("#severity", severity);
  const only = await page.$$eval("#list > li", (l, s) => l.every((e) => e.className === s), severity);
  expect(only, "a filter shows only its own");
  await page.select("#severity", "");
  await page.select("#sort", "end");
  expect(parseInt(await count(), 10) === total, "without filters all are back");
}
if (await page.$("#matrix")) {
  const calls = () => page.$$eval("#matrix tbody tr", (l) => l.length);
  const all = await calls();
  expect(all > 0, "the matrix has calls");
  await page.type("#cq", "zzzz-nothing");
  expect(await calls() === 0, "a search for no call finds none");
  await page.$eval("#cq", (e) => { e.value = ""; e.dispatchEvent(new Event("input", { bubbles: true })); });
  const sdk = await page.$eval("#csdk", (e) => e.options[1] && e.options[1].value);
  if (sdk) {
    await page.select("#csdk", sdk);
    expect(await calls() > 0, "an SDK has calls");
    await page.select("#csdk", "");
  }
  expect(await calls() === all, "without filters all calls are back");
}
if (await page.$("#pe")) {
  const steps = () => page.$$eval(".steps > li:not([hidden])", (l) => l.length);
  const all = await steps();
  const effort = await page.$eval("#pe", (e) => e.options[1].value);
  await page.select("#pe", effort);
  const shown = await steps();
  expect(shown > 0 && shown <= all, "an effort has steps");
  await page.select("#pe", "");
  expect(await steps() === all, "without filters all steps are back");
}
expect(opened < 2000, `it opens in ${opened} ms`);

for (const [name, width, scheme] of [["light", 1200, "light"], ["dark", 1200, "dark"], ["phone", 390, "light"]]) {
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide <= 0, `${name}: the page is ${wide} px too wide`);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  for (const v of found.violations) {
    if (v.impact === "serious" || v.impact === "critical") {
      faults.push(`axe, ${name}: ${v.id}: ${v.nodes.length}, such as ${v.nodes[0].html.slice(0, 200)}`);
    }
  }
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `report-${name}.png`) });
  }
}
const pdf = await page.pdf({ format: "A4", timeout: 300_000 });
expect(pdf.length > 10000, "it prints");
await browser.close();
console.log(`${total} findings, opened in ${opened} ms, typed in ${filtered} ms, PDF of ${pdf.length} bytes`);
faults.forEach((fault) => console.error(fault));
process.exit(faults.length ? 1 : 0);
