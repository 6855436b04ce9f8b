import type { TableEncoding } from '../document/types'

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

/** Probabilities that a letter is next to other non-ASCII letters, to ASCII letters, or to neither. */
interface Neighbours {
  readonly others: number
  readonly ascii: number
  readonly neither: number
}

/** Models single-byte letters: their frequencies and their neighbours. */
function singles(shares: Rows, beside: Neighbours): Model {
  return (bytes) => {
    let sum = 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (byte < 0x80) continue
      const [before, after] = [bytes[i - 1], bytes[i + 1]]
      const place = isLetter(before) || isLetter(after) ? beside.ascii : isHigh(before) || isHigh(after) ? beside.others : beside.neither
      sum += Math.max(RARE, Math.log((shares[byte] ?? 0) * place))
    }
    return sum
  }
}

const isHigh = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x80
const isLetter = (byte: number | undefined): boolean => byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))

/** Cyrillic words contain no ASCII letters; Latin words contain mostly ASCII letters. */
const CYRILLIC: Neighbours = { others: 0.85, ascii: 0.02, neither: 0.13 }
const LATIN: Neighbours = { others: 0.1, ascii: 0.65, neither: 0.25 }

const SIGNS_1251 = [0xb0, 0xb9, 0xab, 0xbb, 0xa0, 0x97, 0xb8, 0xa8, 0xb3, 0xbf, 0xba]
const SIGNS_1252 = [0xb0, 0xb5, 0xb2, 0xb3, 0xa7, 0x80, 0x93, 0x94, 0x84, 0x96, 0x97, 0x92, 0xa0, 0xb1, 0xb7, 0xa3, 0xa9, 0xab, 0xbb, 0x85, 0x89]
/** The most frequent letters of Western European languages. */
const LETTERS_1252 = [
  0xe4, 0xf6, 0xfc, 0xdf, 0xe9, 0xe8, 0xe0, 0xea, 0xe7, 0xf1, 0xe1, 0xed, 0xf3, 0xfa, 0xe5, 0xf8, 0xe6, 0xc4, 0xd6, 0xdc, 0xc9, 0xe2, 0xee, 0xf4, 0xe3, 0xf5,
  0xfb, 0xef,
]
/** Those of Central Europe: Czech, Slovak, Polish, Hungarian, Romanian, Croatian. */
const LETTERS_1250 = [
  0xec, 0x9a, 0xe8, 0xf8, 0x9e, 0xfd, 0xe1, 0xed, 0xe9, 0xf9, 0xf2, 0xf3, 0xb9, 0xe6, 0xea, 0xb3, 0xf1, 0x9c, 0x9f, 0xbf, 0xf5, 0xfb, 0xe4, 0xf6, 0xfc, 0x9d,
  0xef, 0xe3, 0xc8, 0x8a, 0x8e, 0xaf, 0xf0,
]
const SIGNS_1250 = [0xb0, 0xb5, 0xa7, 0x80, 0x93, 0x94, 0x84, 0x96, 0xa0]

const each = (bytes: readonly number[], share: number): (readonly [number, number, number])[] =>
  bytes.map((byte) => [byte, byte, share / bytes.length] as const)

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
  ['windows-1251', singles(rows([0xe0, 0xff, 0.78], [0xc0, 0xdf, 0.12], ...each(SIGNS_1251, 0.1)), CYRILLIC)],
  ['koi8-r', singles(rows([0xc0, 0xdf, 0.82], [0xe0, 0xff, 0.12], [0xa3, 0xa3, 0.01]), CYRILLIC)],
  ['windows-1252', singles(rows([0xc0, 0xff, 0.06], ...each(SIGNS_1252, 0.2), ...each(LETTERS_1252, 0.74)), LATIN)],
  ['windows-1250', singles(rows(...each(SIGNS_1250, 0.1), ...each(LETTERS_1250, 0.9)), LATIN)],
]
