/**
 * A word to be aligned: its letters, its sounds.
 * @typedef {{ readonly letters: readonly string[], readonly sounds: readonly string[] }} Word
 */

/**
 * An aligned word: for each letter the sounds that it is spoken as, none ("-"), one or two ("K S").
 * @typedef {{ readonly letters: readonly string[], readonly spoken: readonly string[] }} Aligned
 */

/** What a letter that is not spoken stands for. */
const SILENT = '-'
/** Passes of expectation and maximization; the likelihood hardly changes after. */
const PASSES = 12
/** A letter that is spoken as two sounds pays this, or x would share its sounds with its neighbours. */
const TWO = 0.05

/** Numbers by letter and sound: rows and columns from 0 to the counts of both. */
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
 * Aligns letters with sounds, one piece of zero, one or two sounds a letter, in order, by expectation maximization: the
 * probability of an alignment is Π p(piece | letter), p is first uniform, then what all alignments of all words, weighted
 * by their probability, say (forward and backward over letters × sounds). The alignment told is the most probable
 * (Viterbi). Nothing is drawn at random. Words that no such alignment fits are left out. Damper, Marchand, Marsters and
 * Bazin 2005, *Aligning text and phonemes for speech technology applications using an EM-like algorithm*, International
 * Journal of Speech Technology 8.
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
 * Adds to the counts how often each letter is each piece, over all alignments of a word.
 * @param {Word} word @param {(letter: string, piece: string) => number} p @param {Map<string, Map<string, number>>} counts
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
 * The most probable alignment; undefined where none has a probability.
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

/** In how many words each piece is used. @param {readonly Aligned[]} words @returns {Map<string, number>} */
export function pieces(words) {
  /** @type {Map<string, number>} */
  const uses = new Map()
  for (const { spoken } of words) for (const each of new Set(spoken)) uses.set(each, (uses.get(each) ?? 0) + 1)
  return uses
}
