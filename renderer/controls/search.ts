/** Scripts written without spaces: Chinese characters, kana, Thai. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Splits a query into normalized words. */
export const wordsIn = (query: string): readonly string[] => query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)

/**
 * Whether each word is a prefix of a word of the text: `cell` finds "LSTM cell", `py` finds "PyTorch" but not "copy".
 * Scripts without spaces match anywhere.
 */
export function finds(words: readonly string[], text: string): boolean {
  const within = text.normalize('NFKC').toLowerCase()
  return words.every((word) => (UNSPACED.test(word) || !/^[\p{L}\p{N}]/u.test(word) ? within.includes(word) : begins(within, word)))
}

/** Whether a word of the text starts with `word`, also at a change from letters to digits, as in `lstm1997`. */
function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1]
    if (before === undefined || !/[\p{L}\p{N}]/u.test(before) || UNSPACED.test(before) || /\p{N}/u.test(before) !== /\p{N}/u.test(word[0]!)) return true
  }
  return false
}
