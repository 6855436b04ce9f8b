import type { LongText } from '../../electron/contract'

/** UTF-16 units above which a text stays in pieces, and up to which short pieces are joined. */
const LONG = 2 ** 23
const SHORT = 2 ** 20

/** Joins pieces of text. */
export function longText(pieces: readonly string[]): LongText {
  if (pieces.reduce((sum, { length }) => sum + length, 0) <= LONG) return pieces.join('')
  const joined: string[] = []
  let waiting: string[] = []
  let length = 0
  const join = (): void => {
    if (length > 0) joined.push(waiting.join(''))
    waiting = []
    length = 0
  }
  for (const piece of pieces) {
    if (length + piece.length > SHORT) join()
    waiting.push(piece)
    length += piece.length
  }
  join()
  return { pieces: joined }
}
