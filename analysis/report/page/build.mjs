// Builds ../bundle from src: `npm ci && npm run build`. The result is committed, so that building and using nephoscope need no
// node. Fails on text that could end a script element early: the bundle is pasted into every page.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const result = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "ascii",
  legalComments: "none", // the licences are collected below, whole
  metafile: true,
  write: false,
});
const bundle = result.outputFiles[0].text.trim() + "\n";
for (const [what, pattern] of [
  ["</script", /<\/script/i],
  ["<script", /<script/i],
  ["<!--", /<!--/],
  ["a carriage return, a zero byte or a byte that is not ASCII", /[^\n\t\x20-\x7e]/],
  ["the end of the C++ literal that holds it", /\)nephoscope_asset"/],
])
  if (pattern.test(bundle)) throw new Error(`the bundle holds ${what}`);

const names = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) names.add(match[1]);
}
const texts = new Map(); // licence text -> the packages that carry it
for (const name of [...names].sort()) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} carries no licence file`);
  const text = readFileSync(`${folder}/${file}`, "utf8").replace(/\r/g, "").trim();
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version} (${license})`]);
}
let licences = "Software that is bundled into every report page, unchanged, with its licences.\n";
for (const [text, packages] of texts) licences += `\n${"-".repeat(80)}\n${packages.join("\n")}\n\n${text}\n`;
licences = licences.normalize("NFKD").replace(/[^\n\t\x20-\x7e]/g, "");

writeFileSync("../bundle/report.js", bundle);
writeFileSync("../bundle/LICENSES.txt", licences);
const digest = createHash("sha256").update(bundle).digest("hex");
console.log(`bundle/report.js: ${bundle.length} bytes, ${names.size} packages, sha256 ${digest}`);
