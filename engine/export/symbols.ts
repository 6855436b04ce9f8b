import { latexId, spelledId } from '../contract/latex'
import type { NodeRegistry } from '../contract/node-type'
import type { GraphDocument } from '../document/types'
import { activationNames } from '../kinds/activations'

/** The symbols that the nodes and edges of a network have in its equations, in LaTeX, by their ids. */
export interface Symbols {
  readonly nodes: ReadonlyMap<string, string>
  readonly edges: ReadonlyMap<string, string>
}

/** The look of a symbol, upright or not: symbols that differ only by their slant count as the same. */
const look = (latex: string): string => latex.replaceAll(/\\(?:mathrm|text)\b|[{}]/g, '')

/** Other symbols in equations, besides those of nodes and edges: the step, the data, the functions. */
const words = ['t', 'data', ...activationNames]

/**
 * Different symbols for different things: h with the subscript 1 for `h_1`, and `h-1` spelled out beside it. What a
 * node's equation names by a letter and the node (its bias b, a gate's opening g, a cell's state c, a reservoir's W)
 * keeps that form, so that a wire `b_y` is spelled out beside the bias of `y`.
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
  // Simple names first: `y` keeps its bias b with the subscript y, whatever stands before it in the document.
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
