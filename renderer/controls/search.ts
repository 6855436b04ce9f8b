/** Letters that are written without blanks between words: Chinese characters, kana, Thai. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** What was typed into a search, as words to look for. */
export const wordsIn = (query: string): readonly string[] => query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)

/**
 * Whether each word begins a word of the text: `cell` finds "LSTM cell", `py` finds "PyTorch" and not "copy". What is
 * written without blanks is found anywhere.
 */
export function finds(words: readonly string[], text: string): boolean {
  const within = text.normalize('NFKC').toLowerCase()
  return words.every((word) => (UNSPACED.test(word) || !/^[\p{L}\p{N}]/u.test(word) ? within.includes(word) : begins(within, word)))
}

/** Whether a word of the text begins so; also after a change from letters to digits, as in `lstm1997`. */
function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1]
    if (before === undefined || !/[\p{L}\p{N}]/u.test(before) || UNSPACED.test(before) || /\p{N}/u.test(before) !== /\p{N}/u.test(word[0]!)) return true
  }
  return false
}
