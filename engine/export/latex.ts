import { latexId, valueAt } from '../contract/latex'
import { passedPort, type NodeRegistry, type NodeType, type Notation } from '../contract/node-type'
import { validate, type ResolvedEdge } from '../compile/validate'
import type { GraphDocument, NodeSpec } from '../document/types'

/** The equation of one node, in LaTeX. */
export interface Equation {
  readonly node: string
  readonly latex: string
}

/**
 * The network as difference equations in its own names, a node a row, in the order of the document: every sum written
 * out over the edges that arrive, memories by their delay; what is muted is 0 and in no sum. Works on whatever can be drawn, problems or not; edges that
 * lead nowhere and nodes of unknown types are left out.
 */
export function equationsOf(document: GraphDocument, registry: NodeRegistry): Equation[] {
  const { types, edges } = validate(document, registry)
  const arriving = new Map<string, ResolvedEdge[]>()
  for (const edge of edges) {
    const key = `${edge.target}.${edge.targetPort}`
    arriving.set(key, [...(arriving.get(key) ?? []), edge])
  }

  const term = (edge: ResolvedEdge, offset: number): string => {
    const node = document.nodes[edge.source]!
    const type = types.get(edge.source)!
    const value = type.value?.(node, edge.source, edge.sourcePort, offset) ?? valueAt(edge.source, offset)
    if (edge.carries === 'passed') return value
    const scale = edge.scale === 1 ? '' : `${edge.scale}\\,`
    const weights = edge.kind === 'identity' ? '' : edge.kind === 'diagonal' ? `${latexId(edge.id)} \\odot ` : `${latexId(edge.id)}\\,`
    return `${scale}${weights}${value}`
  }

  return Object.entries(document.nodes).flatMap(([id, node]) => {
    const type = types.get(id)
    if (!type) return []
    const latex = equationOf(type, node, id, {
      arriving(port, offset) {
        const list = arriving.get(`${id}.${port}`)
        return list && (list.filter(({ carries }) => carries !== 'nothing').map((edge) => term(edge, offset)).join(' + ') || '0')
      },
    })
    return [{ node: id, latex: latex.replaceAll(' + -', ' - ') }]
  })
}

/** What a node computes: the equation of its type, 0 where it is muted, what arrives where it is bypassed. */
export function equationOf(type: NodeType, node: NodeSpec, id: string, notation?: Notation): string {
  if (node.ablation === undefined) return type.equation(node, id, notation)
  const port = passedPort(type)
  const passed = node.ablation === 'muted' || port === undefined ? '0' : notation ? (notation.arriving(port, 0) ?? '0') : `u_{${latexId(id)}}(t)`
  return `${valueAt(id, 0)} = ${passed}`
}

/** A LaTeX `gather*` of all equations, to be pasted into a paper (amsmath). */
export function latexOf(document: GraphDocument, registry: NodeRegistry): string {
  const rows = equationsOf(document, registry).map(({ latex }) => latex)
  return `\\begin{gather*}\n${rows.map((row) => `  ${row}`).join(' \\\\\n')}\n\\end{gather*}\n`
}
