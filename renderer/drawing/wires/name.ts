/** A wire's id in mathematical notation: W_xh is W with subscript xh. */
export interface WireName {
  readonly stem: string
  readonly index: string
  /** Approximate width when drawn. */
  readonly width: number
}

export function nameOf(id: string): WireName {
  const cut = id.indexOf('_')
  if (cut <= 0 || cut > 2) return { stem: id, index: '', width: id.length * 7.2 + 4 }
  const index = id.slice(cut + 1).replaceAll('_', ' ')
  return { stem: id.slice(0, cut), index, width: cut * 10 + index.length * 6.2 + 4 }
}
