import type { TableEncoding } from '../document/types'
import { largest } from '../base/lists'
import { decoderOf } from './decoder'
import { scripts, signs, type Script } from './languages'

/** Returns the log-likelihood of non-ASCII bytes in an encoding, summed over bytes: the larger, the better it fits. */
type Model = (bytes: Uint8Array) => number

/** Log-probability of a letter that the encoding's languages hardly use. */
const RARE = Math.log(1e-4)

/** Probability of the first byte of a letter; bytes left out are rare. */
type Rows = Readonly<Record<number, number>>

function rows(...shares: readonly (readonly [from: number, to: number, share: number])[]): Rows {
  const all: Record<number, number> = {}
  for (const [from, to, share] of shares) for (let row = from; row <= to; row++) all[row] = share / (to - from + 1)
  return all
}

/** Models two-byte letters: rows of kana, kanji, hanzi or hangul, uniform within a row. */
function pairs(shares: Rows, tails: (second: number) => number, alone: (byte: number) => number = () => 0): Model {
  return (bytes) => {
    let sum = 0
    for (let i = 0; i < bytes.length; i++) {
      const first = bytes[i]!
      if (first < 0x80) continue
      const single = alone(first)
      if (single > 0) {
        sum += Math.log(single)
        continue
      }
      const second = bytes[++i]
      if (second === undefined) break
      const share = (shares[first] ?? 0) * tails(second)
      sum += share > 0 ? Math.max(2 * RARE, Math.log(share)) : 2 * RARE
    }
    return sum
  }
}

/** The better of two kinds of text in one encoding. */
const either =
  (one: Model, other: Model): Model =>
  (bytes) =>
    Math.max(one(bytes), other(bytes))

const euc = (second: number): number => (second >= 0xa1 ? 1 / 94 : 0)
/** In GB18030 and extended EUC-KR, a second byte below A1 belongs to a rare letter. */
const wide = (second: number): number => (second >= 0xa1 ? 0.97 / 94 : second >= 0x40 ? 0.03 / 96 : 0)

/** Share of signs among the bytes beyond ASCII. */
const SIGNS = 0.15
/** Log-probability of a language of few files, compared with others. */
const FEW_FILES = -3
/** Log-probability of a sign between two letters, compared with other places. */
const WITHIN = Math.log(0.05)
/** How fast letters become rarer, from the most frequent to the rarest: of a whole alphabet, and of the few that a Latin one adds to ASCII. */
const FALL = { alphabet: 3, added: 1.8 }
/** Letters of the smallest alphabet. */
const ALPHABET = 20

/** Whether a letter is a capital, a small one, or of a script without capitals. */
type Case = 'upper' | 'lower' | 'none'
const caseOf = (letter: string): Case => (letter.toLowerCase() !== letter ? 'upper' : letter.toUpperCase() !== letter ? 'lower' : 'none')
const CASES: readonly Case[] = ['none', 'lower', 'upper']

/** Probability of a letter's case after a letter of another: a capital within a word is rare. */
const caseAfter = (before: Case, now: Case): number => {
  if (now === 'none') return 1
  if (before === 'none') return now === 'upper' ? 0.4 : 0.6
  if (before === 'upper') return 0.5
  return now === 'upper' ? 0.02 : 0.98
}
const CASE_LOGS = CASES.map((before) => CASES.map((now) => Math.log(caseAfter(before, now))))

/** Models an encoding of single bytes for the languages of a script; the best of them counts. */
function singles(encoding: TableEncoding, { beside, languages, rare = [] }: Script): Model {
  const decoder = decoderOf(encoding, { fatal: false })
  const texts = Array.from({ length: 256 }, (_, byte) => decoder.decode(Uint8Array.of(byte)))
  const cases = texts.map((text) => CASES.indexOf(/\p{L}/u.test(text) ? caseOf(text) : 'none'))
  const places = [beside.neither, beside.others, beside.ascii].map(Math.log)
  const logs = [...languages, ...rare].map((letters) => {
    const falls = [...letters].map((_, rank) => Math.exp((-(letters.length < ALPHABET ? FALL.added : FALL.alphabet) * rank) / letters.length))
    const all = falls.reduce((sum, share) => sum + share, 0)
    const shares = new Map([...letters].map((letter, rank) => [letter, ((1 - SIGNS) * falls[rank]!) / all]))
    return Float64Array.from(texts, (text) => Math.log(shares.get(text.toLowerCase()) ?? shares.get(text) ?? 0))
  })
  const isSign = texts.map((text) => signs.includes(text))
  const sign = Math.log(SIGNS / signs.length)
  return (bytes) => {
    const sums = logs.map((_, k) => (k < languages.length ? 0 : FEW_FILES))
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (byte < 0x80) continue
      const [before, after] = [bytes[i - 1], bytes[i + 1]]
      const place = isLetter(before) || isLetter(after) ? 2 : isHigh(before) || isHigh(after) ? 1 : 0
      const around = places[place]! + CASE_LOGS[before === undefined ? 0 : cases[before]!]![cases[byte]!]!
      for (let k = 0; k < sums.length; k++)
        sums[k]! += isSign[byte] ? (isLetter(before) && isLetter(after) ? sign + WITHIN : sign) : Math.max(RARE, logs[k]![byte]! + around)
    }
    return largest(sums)
  }
}

/** Makes a model when it is used first: most tables are UTF-8. */
function whenUsed(make: () => Model): Model {
  let made: Model | undefined
  return (bytes) => (made ??= make())(bytes)
}

const isHigh = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x80
const isLetter = (byte: number | undefined): boolean => byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))

/** The encodings recognized by letter frequencies. */
export const models: readonly (readonly [TableEncoding, Model])[] = [
  [
    'shift_jis',
    pairs(
      rows([0x81, 0x81, 0.1], [0x82, 0x82, 0.32], [0x83, 0x83, 0.18], [0x88, 0x97, 0.35], [0x98, 0x9f, 0.02], [0xe0, 0xea, 0.02]),
      (second) => (second >= 0x40 && second !== 0x7f && second <= 0xfc ? 1 / 188 : 0),
      (byte) => (byte >= 0xa1 && byte <= 0xdf ? 5e-4 : 0),
    ),
  ],
  [
    'euc-jp',
    either(
      pairs(
        rows([0x8e, 0x8e, 0.01], [0xa1, 0xa1, 0.1], [0xa3, 0xa3, 0.03], [0xa4, 0xa4, 0.3], [0xa5, 0xa5, 0.18], [0xb0, 0xcf, 0.35], [0xd0, 0xf4, 0.02]),
        euc,
      ),
      // Names of columns often consist only of kanji.
      pairs(rows([0xb0, 0xcf, 0.96], [0xd0, 0xf4, 0.02]), euc),
    ),
  ],
  ['gb18030', pairs(rows([0xa1, 0xa1, 0.06], [0xa3, 0xa3, 0.05], [0xb0, 0xd7, 0.86], [0xd8, 0xf7, 0.02], [0x81, 0xa0, 0.005], [0xaa, 0xaf, 0.005]), wide)],
  ['euc-kr', pairs(rows([0xa1, 0xa1, 0.03], [0xa3, 0xa3, 0.03], [0xb0, 0xc8, 0.93], [0xca, 0xfd, 0.005], [0x81, 0xa0, 0.005]), wide)],
  [
    'big5',
    pairs(rows([0xa1, 0xa3, 0.08], [0xa4, 0xc6, 0.9], [0xc9, 0xf9, 0.02]), (second) => ((second >= 0x40 && second <= 0x7e) || second >= 0xa1 ? 1 / 157 : 0)),
  ],
  ...scripts.map(([encoding, script]) => [encoding, whenUsed(() => singles(encoding, script))] as const),
]
