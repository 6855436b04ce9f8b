import type { GraphDocument } from '../../engine/document/types'

/** The place of a wire or node among those that use one parameter. */
export interface Member {
  /** Counts the families of a drawing, from 1. */
  readonly family: number
  /** The wire or node whose parameter it is. */
  readonly owner: string
  /** Whether it uses the matrix transposed. */
  readonly transposed: boolean
}

/** By id, the wires that use one weight matrix, and the nodes that use one bias, the owner with them. */
export function familiesOf({ nodes, edges }: Pick<GraphDocument, 'nodes' | 'edges'>): ReadonlyMap<string, Member> {
  const found = new Map<string, Member>()
  let count = 0
  for (const specs of [edges, nodes]) {
    for (const [id, { shares, transpose }] of Object.entries(specs) as [string, { shares?: unknown; transpose?: unknown }][]) {
      if (typeof shares !== 'string' || shares === id || !Object.hasOwn(specs, shares)) continue
      const family = found.get(shares)?.family ?? ++count
      if (!found.has(shares)) found.set(shares, { family, owner: shares, transposed: false })
      found.set(id, { family, owner: shares, transposed: transpose === true })
    }
  }
  return found
}

/** The others of a family. */
export const kinOf = (families: ReadonlyMap<string, Member>, id: string): readonly string[] => {
  const own = families.get(id)?.family
  return own === undefined ? [] : [...families].flatMap(([other, { family }]) => (family === own && other !== id ? [other] : []))
}
