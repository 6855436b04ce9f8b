/**
 * A word to be aligned: its letters, its sounds.
 * @typedef {{ readonly letters: readonly string[], readonly sounds: readonly string[] }} Word
 */

/**
 * An aligned word: for each letter its sounds: none ("-"), one, or two ("K S").
 * @typedef {{ readonly letters: readonly string[], readonly spoken: readonly string[] }} Aligned
 */

/** Represents the sound of a silent letter. */
const SILENT = '-'
/** Iterations of expectation maximization; further ones hardly change the likelihood. */
const PASSES = 12
/** Penalty for a letter with two sounds; without it, x would give its sounds to its neighbours. */
const TWO = 0.05

/** A table over letters and sounds; rows and columns count from 0. */
class Grid {
  /** @param {Word} word @param {number} [fill] */
  constructor({ letters, sounds }, fill = 0) {
    this.width = sounds.length + 1
    this.values = new Float64Array((letters.length + 1) * this.width).fill(fill)
  }

  /** @param {number} i @param {number} j @returns {number} */
  get(i, j) {
    return this.values[i * this.width + j] ?? NaN
  }

  /** @param {number} i @param {number} j @param {number} value */
  set(i, j, value) {
    this.values[i * this.width + j] = value
  }

  /** @param {number} i @param {number} j @param {number} value */
  add(i, j, value) {
    this.set(i, j, this.get(i, j) + value)
  }
}

/** @param {readonly string[]} sounds @param {number} from @param {number} count */
const piece = (sounds, from, count) => (count === 0 ? SILENT : sounds.slice(from, from + count).join(' '))

/**
 * Aligns letters with sounds, in order, with zero, one or two sounds per letter, by expectation maximization. The
 * probability of an alignment is Π p(piece | letter); p starts uniform and is estimated from all alignments of all
 * words, weighted by their probability (forward-backward over letters × sounds). Returns the most probable alignment
 * (Viterbi). Deterministic. Leaves out words without such an alignment. Damper, Marchand, Marsters and Bazin 2005,
 * *Aligning text and phonemes for speech technology applications using an EM-like algorithm*, International Journal of
 * Speech Technology 8.
 * @param {readonly Word[]} words
 * @returns {Aligned[]}
 */
export function align(words) {
  const fitting = words.filter(({ letters, sounds }) => sounds.length <= 2 * letters.length)
  /** @type {Map<string, Map<string, number>>} */
  let table = new Map()
  const p = (/** @type {string} */ letter, /** @type {string} */ of) =>
    (table.size === 0 ? 1 : (table.get(letter)?.get(of) ?? 0)) * (of.includes(' ') ? TWO : 1)
  for (let pass = 0; pass < PASSES; pass++) {
    /** @type {Map<string, Map<string, number>>} */
    const counts = new Map()
    for (const word of fitting) expect(word, p, counts)
    for (const row of counts.values()) {
      const total = [...row.values()].reduce((sum, value) => sum + value, 0)
      for (const [of, value] of row) row.set(of, value / total)
    }
    table = counts
  }
  return fitting.flatMap((word) => {
    const spoken = best(word, p)
    return spoken ? [{ letters: word.letters, spoken }] : []
  })
}

/**
 * Adds the expected number of times that each letter has each piece, over all alignments of a word.
 * @param {Word} word @param {(letter: string, piece: string) => number} p @param {Map<string, Map<string, number>>}
 * counts
 */
function expect(word, p, counts) {
  const { letters, sounds } = word
  const n = letters.length
  const m = sounds.length
  const forward = new Grid(word)
  const backward = new Grid(word)
  forward.set(0, 0, 1)
  backward.set(n, m, 1)
  letters.forEach((letter, i) => {
    for (let j = 0; j <= m; j++) for (let k = 0; k <= Math.min(2, m - j); k++) forward.add(i + 1, j + k, forward.get(i, j) * p(letter, piece(sounds, j, k)))
  })
  letters.toReversed().forEach((letter, back) => {
    const i = n - 1 - back
    for (let j = 0; j <= m; j++) for (let k = 0; k <= Math.min(2, m - j); k++) backward.add(i, j, p(letter, piece(sounds, j, k)) * backward.get(i + 1, j + k))
  })
  const total = forward.get(n, m)
  if (!(total > 0)) return
  letters.forEach((letter, i) => {
    const row = counts.get(letter) ?? new Map()
    counts.set(letter, row)
    for (let j = 0; j <= m; j++)
      for (let k = 0; k <= Math.min(2, m - j); k++) {
        const of = piece(sounds, j, k)
        const share = (forward.get(i, j) * p(letter, of) * backward.get(i + 1, j + k)) / total
        if (share > 0) row.set(of, (row.get(of) ?? 0) + share)
      }
  })
}

/**
 * The most probable alignment; undefined if all have probability 0.
 * @param {Word} word @param {(letter: string, piece: string) => number} p @returns {string[] | undefined}
 */
function best(word, p) {
  const { letters, sounds } = word
  const n = letters.length
  const m = sounds.length
  const score = new Grid(word, -Infinity)
  const taken = new Grid(word)
  score.set(0, 0, 0)
  letters.forEach((letter, i) => {
    for (let j = 0; j <= m; j++)
      for (let k = 0; k <= Math.min(2, m - j); k++) {
        const value = score.get(i, j) + Math.log(p(letter, piece(sounds, j, k)))
        if (!(value > score.get(i + 1, j + k))) continue
        score.set(i + 1, j + k, value)
        taken.set(i + 1, j + k, k)
      }
  })
  if (score.get(n, m) === -Infinity) return undefined
  /** @type {string[]} */
  const spoken = []
  for (let i = n, j = m; i > 0; i--) {
    const k = taken.get(i, j)
    j -= k
    spoken.unshift(piece(sounds, j, k))
  }
  return spoken
}

/** Number of words in which each piece occurs. @param {readonly Aligned[]} words @returns {Map<string, number>} */
export function pieces(words) {
  /** @type {Map<string, number>} */
  const uses = new Map()
  for (const { spoken } of words) for (const each of new Set(spoken)) uses.set(each, (uses.get(each) ?? 0) + 1)
  return uses
}
