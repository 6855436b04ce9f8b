/** Pixels a row. */
export const ROW = 24
/** No browser scrolls further than some ten million pixels. */
const TALLEST = 8_000_000

/** How tall the whole of `rows` is to scroll over. */
export const scrollHeight = (rows: number): number => Math.min(TALLEST, rows * ROW)

/** The first row in sight, from how far down it is scrolled. */
export function firstRow(scrolled: number, rows: number, visible: number): number {
  const way = scrollHeight(rows) - visible * ROW
  if (way <= 0) return 0
  return Math.max(0, Math.min(rows - visible, Math.round((scrolled / way) * (rows - visible))))
}

/** Rows to ask for, so that scrolling a little needs no further answer. */
export function pageAround(first: number, visible: number, rows: number): { first: number; rows: number } {
  const more = Math.min(80, Math.max(0, Math.floor((250 - visible) / 2)))
  const start = Math.max(0, first - more)
  return { first: start, rows: Math.min(rows, first + visible + more) - start }
}

/** Whether all rows in sight are among those that were answered. */
export const holds = (held: { first: number; rows: number }, first: number, visible: number, rows: number): boolean =>
  first >= held.first && Math.min(rows, first + visible) <= held.first + held.rows
