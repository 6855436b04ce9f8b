import { valueAt } from '../contract/latex'
import { passedPort, type NodeRegistry, type NodeType, type Notation } from '../contract/node-type'
import { validate, type ResolvedEdge } from '../compile/validate'
import type { GraphDocument, NodeSpec } from '../document/types'
import { symbolsOf } from './symbols'

/** The equation of one node, in LaTeX. */
export interface Equation {
  readonly node: string
  readonly latex: string
}

/**
 * The network as difference equations in its own names, each thing with a symbol of its own, a node a row, in the order of the document: every sum written
 * out over the edges that arrive, memories by their delay; what is muted is 0 and in no sum. Works on whatever can be drawn, problems or not; edges that
 * lead nowhere and nodes of unknown types are left out.
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
    const matrix = symbols.edges.get(edge.id)!
    const weights = edge.kind === 'identity' ? '' : edge.kind === 'diagonal' ? `${matrix} \\odot ` : `${matrix}\\,`
    return `${scale}${weights}${value}`
  }

  return Object.entries(document.nodes).flatMap(([id, node]) => {
    const type = types.get(id)
    if (!type) return []
    const latex = written(type, node, symbols.nodes.get(id)!, {
      arriving(port, offset) {
        const list = arriving.get(`${id}.${port}`)
        return list && (list.filter(({ carries }) => carries !== 'nothing').map((edge) => term(edge, offset)).join(' + ') || '0')
      },
    })
    return [{ node: id, latex: latex.replaceAll(' + -', ' - ') }]
  })
}

/** The equation of one node in general: what arrives is named and not written out. Empty for a node of an unknown type. */
export function equationOf(document: GraphDocument, id: string, registry: NodeRegistry): string {
  const node = document.nodes[id]
  const type = node && registry.get(node.type)
  if (!type) return ''
  const general = type.equation(node, '')
  const more = arrivals.filter((name) => general.includes(`${name}(t)`))
  return written(type, node, symbolsOf(document, registry, more).nodes.get(id)!)
}

/** Names of what arrives at a gate and at a cell, in general. */
const arrivals = ['s', 'o', 'f', 'i']

/** What a node computes: the equation of its type, 0 where it is muted, what arrives where it is bypassed. */
function written(type: NodeType, node: NodeSpec, symbol: string, notation?: Notation): string {
  if (node.ablation === undefined) return type.equation(node, symbol, notation)
  const port = passedPort(type)
  const passed = node.ablation === 'muted' || port === undefined ? '0' : notation ? (notation.arriving(port, 0) ?? '0') : `u_{${symbol}}(t)`
  return `${valueAt(symbol, 0)} = ${passed}`
}

/** A LaTeX `gather*` of all equations, to be pasted into a paper (amsmath). */
export function latexOf(document: GraphDocument, registry: NodeRegistry): string {
  const rows = equationsOf(document, registry).map(({ latex }) => latex)
  return `\\begin{gather*}\n${rows.map((row) => `  ${row}`).join(' \\\\\n')}\n\\end{gather*}\n`
}
