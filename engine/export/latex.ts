import { valueAt } from '../contract/latex'
import { passedPort, typeIn, type NodeRegistry, type NodeType, type Notation } from '../contract/node-type'
import { ownerOf } from '../compile/shares'
import { validate, type ResolvedEdge } from '../compile/validate'
import type { GraphDocument, NodeSpec } from '../document/types'
import { symbolsOf } from './symbols'

/** The equation of one node, in LaTeX. */
export interface Equation {
  readonly node: string
  readonly latex: string
}

/**
 * Returns the network as difference equations, one row per node in document order, with different symbols for different
 * things. Sums are written out over incoming edges, memories by their delay; muted nodes are 0 and in no sum. Works on
 * documents with problems too; leaves out edges that lead nowhere and nodes of unknown types.
 */
export function equationsOf(document: GraphDocument, registry: NodeRegistry): Equation[] {
  const { types, edges } = validate(document, registry)
  const symbols = symbolsOf(document, registry)
  const arriving = new Map<string, ResolvedEdge[]>()
  for (const edge of edges) {
    const key = `${edge.target}.${edge.targetPort}`
    arriving.set(key, [...(arriving.get(key) ?? []), edge])
  }

  const term = (edge: ResolvedEdge, offset: number): string => {
    const node = document.nodes[edge.source]!
    const type = types.get(edge.source)!
    const source = symbols.nodes.get(edge.source)!
    const value = type.value?.(node, source, edge.sourcePort, offset) ?? valueAt(source, offset)
    if (edge.carries === 'passed') return value
    const scale = edge.scale === 1 ? '' : `${edge.scale}\\,`
    const owner = ownerOf(edge.spec)
    const own = symbols.edges.get(owner ?? edge.id) ?? symbols.edges.get(edge.id)!
    const matrix = owner !== undefined && edge.spec.transpose ? `${own}^{\\top}` : own
    const weights = edge.kind === 'identity' ? '' : edge.kind === 'diagonal' ? `${matrix} \\odot ` : `${matrix}\\,`
    return `${scale}${weights}${value}`
  }

  return Object.entries(document.nodes).flatMap(([id, node]) => {
    const type = types.get(id)
    if (!type) return []
    const latex = written(type, node, symbols.nodes.get(id)!, {
      biasOf: symbols.nodes.get(ownerOf(node) ?? ''),
      arriving(port, offset) {
        const list = arriving.get(`${id}.${port}`)
        return (
          list
          && (list
            .filter(({ carries }) => carries !== 'nothing')
            .map((edge) => term(edge, offset))
            .join(' + ')
            || '0')
        )
      },
    })
    return [{ node: id, latex: latex.replaceAll(' + -', ' - ') }]
  })
}

/** Returns the general equation of a node, with incoming sums named instead of written out; empty for an unknown type. */
export function equationOf(document: GraphDocument, id: string, registry: NodeRegistry): string {
  const node = document.nodes[id]
  const type = node && typeIn(registry, node)
  if (!type) return ''
  const general = type.equation(node, '')
  const more = arrivals.filter((name) => general.includes(`${name}(t)`))
  return written(type, node, symbolsOf(document, registry, more).nodes.get(id)!)
}

/** General names of the inputs of gates and cells. */
const arrivals = ['s', 'o', 'f', 'i']

/** Returns what a node computes: its type's equation, 0 if muted, its input if bypassed. */
function written(type: NodeType, node: NodeSpec, symbol: string, notation?: Notation): string {
  if (node.ablation === undefined) return type.equation(node, symbol, notation)
  const port = passedPort(type)
  const passed = node.ablation === 'muted' || port === undefined ? '0' : notation ? (notation.arriving(port, 0) ?? '0') : `u_{${symbol}}(t)`
  return `${valueAt(symbol, 0)} = ${passed}`
}

/** Returns a LaTeX `gather*` of all equations, to paste into a paper (amsmath). */
export function latexOf(document: GraphDocument, registry: NodeRegistry): string {
  const rows = equationsOf(document, registry).map(({ latex }) => latex)
  return `\\begin{gather*}\n${rows.map((row) => `  ${row}`).join(' \\\\\n')}\n\\end{gather*}\n`
}
