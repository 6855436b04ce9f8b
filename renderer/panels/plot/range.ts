/** The visible part of an axis: from and to, in the units of the axis. */
export type Range = readonly [number, number]

/** Smallest visible fraction of the whole axis. */
const LEAST = 1e-4

/** Limits `range` to `whole`; undefined if it covers all of it, so that the plot follows new data again. */
function within([from, to]: Range, [first, last]: Range): Range | undefined {
  const width = Math.min(to - from, last - first)
  const start = Math.min(Math.max(from, first), last - width)
  return width >= (last - first) * (1 - 1e-9) ? undefined : [start, start + width]
}

/** Zooms in (`factor` below 1) or out around `at`, which keeps its position on screen. */
export function zoomed([from, to]: Range, whole: Range, at: number, factor: number): Range | undefined {
  const least = (whole[1] - whole[0]) * LEAST
  const width = Math.max(least, (to - from) * factor)
  const share = to > from ? (at - from) / (to - from) : 0.5
  return within([at - share * width, at + (1 - share) * width], whole)
}

/** Moves by a fraction of the width, forward if positive. */
export const panned = ([from, to]: Range, whole: Range, share: number): Range | undefined =>
  within([from + share * (to - from), to + share * (to - from)], whole)
