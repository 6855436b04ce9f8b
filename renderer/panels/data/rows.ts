/** Height of a row in pixels. */
export const ROW = 24
/** Browsers cannot scroll further than about ten million pixels. */
const TALLEST = 8_000_000

/** Scroll height of all rows. */
export const scrollHeight = (rows: number): number => Math.min(TALLEST, rows * ROW)

/** The first visible row for a scroll position. */
export function firstRow(scrolled: number, rows: number, visible: number): number {
  const way = scrollHeight(rows) - visible * ROW
  if (way <= 0) return 0
  return Math.max(0, Math.min(rows - visible, Math.round((scrolled / way) * (rows - visible))))
}

/** The range of rows to request, with a margin so that small scrolls need no further request. */
export function pageAround(first: number, visible: number, rows: number): { first: number; rows: number } {
  const more = Math.min(80, Math.max(0, Math.floor((250 - visible) / 2)))
  const start = Math.max(0, first - more)
  return { first: start, rows: Math.min(rows, first + visible + more) - start }
}

/** Whether the answer contains all visible rows. */
export const holds = (held: { first: number; rows: number }, first: number, visible: number, rows: number): boolean =>
  first >= held.first && Math.min(rows, first + visible) <= held.first + held.rows
