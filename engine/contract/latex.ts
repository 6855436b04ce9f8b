const upright = (text: string): string => `\\mathrm{${text.replaceAll('_', '\\_').replaceAll('-', '\\text{-}')}}`

/** Returns the LaTeX of an id: `W_xh` is W with the subscript xh; a name of several letters is upright. */
export function latexId(id: string): string {
  const cut = id.search(/[_-]/)
  if (cut < 0) return id.length === 1 ? id : upright(id)
  const rest = id.slice(cut + 1)
  // Without a subscript, `h_` would look like `h`.
  if (!/[A-Za-z0-9]/.test(rest)) return upright(id)
  return `${latexId(id.slice(0, cut))}_{${rest.length === 1 ? rest : upright(rest)}}`
}

/** Returns the LaTeX of an id with all its characters, so that different ids look different. */
export const spelledId = (id: string): string => upright(id)

/** Returns the LaTeX of a step: t, t − 2, t + 1. */
export const step = (offset: number): string => (offset === 0 ? 't' : `t${offset < 0 ? '-' : '+'}${Math.abs(offset)}`)

/** Returns the LaTeX of a node's value at step t + offset. */
export const valueAt = (symbol: string, offset: number): string => `${symbol}(${step(offset)})`
