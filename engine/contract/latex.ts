/** LaTeX of an id: `W_xh` is W with the subscript xh; a name of several letters stands upright. */
export function latexId(id: string): string {
  const cut = id.search(/[_-]/)
  if (cut < 0) return id.length === 1 ? id : `\\mathrm{${id}}`
  const rest = id.slice(cut + 1).replaceAll('_', '\\_')
  return `${latexId(id.slice(0, cut))}_{${rest.length === 1 ? rest : `\\mathrm{${rest}}`}}`
}

/** LaTeX of a step: t, t − 2, t + 1. */
export const step = (offset: number): string => (offset === 0 ? 't' : `t${offset < 0 ? '-' : '+'}${Math.abs(offset)}`)

/** LaTeX of a node's value at step t + offset. */
export const valueAt = (id: string, offset: number): string => `${latexId(id)}(${step(offset)})`
