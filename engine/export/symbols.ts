import { latexId, spelledId } from '../contract/latex'
import type { NodeRegistry } from '../contract/node-type'
import type { GraphDocument } from '../document/types'
import { activationNames } from '../kinds/activations'

/** The symbols that the nodes and edges of a network have in its equations, in LaTeX, by their ids. */
export interface Symbols {
  readonly nodes: ReadonlyMap<string, string>
  readonly edges: ReadonlyMap<string, string>
}

/** Returns the form of a symbol without its slant: symbols that differ only in slant count as equal. */
const look = (latex: string): string => latex.replaceAll(/\\(?:mathrm|text)\b|[{}]/g, '')

/** Symbols in equations besides those of nodes and edges: the step, the data, the functions. */
const words = ['t', 'data', ...activationNames]

/**
 * Assigns different symbols to different things: h with subscript 1 for `h_1`, and then the spelled-out name for `h-1`.
 * Quantities that equations write as a letter with the node as subscript (bias b, a gate's opening g, a cell's state c, a
 * reservoir's W) keep that form, so the name of a wire `b_y` is spelled out if `y` has a bias.
 * @param more Other symbols of the equation.
 */
export function symbolsOf(document: GraphDocument, registry: NodeRegistry, more: readonly string[] = []): Symbols {
  const taken = new Set([...words, ...more])
  const choose = (id: string, kind: 'node' | 'edge', letters: readonly string[]): string => {
    const spelled = spelledId(id)
    const named = `${spelled}_{\\mathrm{${kind}}}`
    const all = (symbol: string): string[] => [symbol, ...letters.map((letter) => `${letter}_{${symbol}}`)].map(look)
    const free = (symbol: string): boolean => !all(symbol).some((one) => taken.has(one))
    let chosen = [latexId(id), spelled, named].find(free)
    for (let n = 2; chosen === undefined; n++) if (free(`${named}^{(${n})}`)) chosen = `${named}^{(${n})}`
    for (const one of all(chosen)) taken.add(one)
    return chosen
  }
  // Simple names first, so that `y` keeps its bias b with subscript y, whatever precedes it in the document.
  const simple = (id: string): number => (/[_-]/.test(id) ? 1 : 0)
  const ids = Object.keys(document.nodes).sort((a, b) => simple(a) - simple(b))
  const nodes = new Map(
    ids.map((id) => {
      const node = document.nodes[id]!
      return [id, choose(id, 'node', registry.get(node.type)?.letters?.(node) ?? [])]
    }),
  )
  return { nodes, edges: new Map(Object.keys(document.edges).map((id) => [id, choose(id, 'edge', [])])) }
}
