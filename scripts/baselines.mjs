import { readFileSync } from 'node:fs'
import { main } from './main.mjs'
import { fromRoot } from './setup/paths.mjs'

/**
 * Prints the scores of methods without a network on the gallery's data, with the same split: `node scripts/baselines.mjs`.
 */
await main(async () => {
  const sounds = mostFrequentSound()
  process.stdout.write(`letters: each letter its most frequent sound: ${(100 * sounds).toFixed(1)} % of the letters of the test part\n`)
  for (const order of [1, 2, 3, 4, 5, 6]) {
    const { validation, test } = characterModel(order)
    process.stdout.write(`moby-dick: ${order}-grams: ${validation.toFixed(3)} bits a character on the validation part, ${test.toFixed(3)} on the test part\n`)
  }
})

/** @param {string} name @returns {{ split: [number, number, number], sequenceLength?: number }} */
function dataOf(name) {
  return JSON.parse(readFileSync(fromRoot('examples', `${name}.unfold`), 'utf8')).data
}

/** Ends of the parts, rounded as in the engine. @param {number} n @param {readonly [number, number, number]} split */
function ends(n, [train, validation, test]) {
  return [train, train + validation, train + validation + test].map((share) => Math.min(n, Math.round(n * share)))
}

/** Fraction of letters of the test part whose sound is the most frequent one of that letter in the training part. */
function mostFrequentSound() {
  const rows = readFileSync(fromRoot('examples', 'letters.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','))
  /** @type {string[][][]} */
  const words = []
  for (const row of rows) {
    const last = words.at(-1)
    if (last && last[0]?.[0] === row[0]) last.push(row)
    else words.push([row])
  }
  const [train = 0, validation = 0, test = 0] = ends(words.length, dataOf('letters-window').split)
  /** @type {Map<string, Map<string, number>>} */
  const counts = new Map()
  for (const [, letter = '', sound = ''] of words.slice(0, train).flat()) {
    const row = counts.get(letter) ?? new Map()
    counts.set(letter, row.set(sound, (row.get(sound) ?? 0) + 1))
  }
  const best = new Map([...counts].map(([letter, row]) => [letter, [...row].reduce((a, b) => (b[1] > a[1] ? b : a))[0]]))
  const judged = words.slice(validation, test).flat()
  return judged.filter(([, letter = '', sound]) => best.get(letter) === sound).length / judged.length
}

/**
 * Bits per character of an interpolated n-gram model, p(c | s) = (N(sc) + T(s) p(c | s′)) / (N(s) + T(s)), where s are
 * the n − 1 preceding characters, s′ all of them but the first, T(s) the number of distinct characters seen after s,
 * and 1/V the base below the unigram. Witten & Bell 1991, *The zero-frequency problem*, IEEE Transactions on
 * Information Theory 37, method C. Unlike the network, it may look back beyond the start of a sequence.
 * @param {number} order
 */
function characterModel(order) {
  const text = readFileSync(fromRoot('examples', 'moby-dick.txt'), 'utf8')
  const { split, sequenceLength = 1 } = dataOf('moby-dick')
  const [train = 0, validation = 0, test = 0] = ends(Math.ceil(text.length / sequenceLength), split).map((sequences) => sequences * sequenceLength)
  /** @type {Map<string, Map<string, number>>} */
  const after = new Map()
  for (let t = 0; t < train; t++)
    for (let n = 0; n < order && n <= t; n++) {
      const context = text.slice(t - n, t)
      const row = after.get(context) ?? new Map()
      after.set(context, row.set(text[t], (row.get(text[t]) ?? 0) + 1))
    }
  const alphabet = new Set(text).size
  const probability = (/** @type {number} */ t) => {
    let p = 1 / alphabet
    for (let n = 0; n < order; n++) {
      const row = after.get(text.slice(t - n, t))
      if (!row) break
      const seen = [...row.values()].reduce((sum, count) => sum + count, 0)
      p = ((row.get(text[t] ?? '') ?? 0) + row.size * p) / (seen + row.size)
    }
    return p
  }
  const bits = (/** @type {number} */ from, /** @type {number} */ to) => {
    let sum = 0
    let steps = 0
    for (let t = from; t < Math.min(to, text.length); t++) {
      if (t % sequenceLength === 0) continue // the first character of a sequence is not a target
      sum -= Math.log2(probability(t))
      steps++
    }
    return sum / steps
  }
  return { validation: bits(train, validation), test: bits(validation, test) }
}
