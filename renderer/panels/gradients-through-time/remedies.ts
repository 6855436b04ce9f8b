import { resolveTraining } from '../../../engine/compile/network'
import { nodeOf } from '../../../engine/document/ends'
import type { GraphDocument } from '../../../engine/document/types'
import type { FlowView } from '../../../engine/run/streams'
import { setEdgeParameter, setNodeParameter, setTraining } from '../../editing/commands'
import { edit } from '../../editing/store'
import { editAndRedraw } from '../../workspace/engine'

/** A longer horizon is offered if more than this share of the gradient is truncated. */
const CUT = 0.05
/** Weight of Ω, the value of Pascanu, Mikolov & Bengio (2013) for most tasks. */
const OMEGA = 1
const THRESHOLD = 1
const SLOWER = 0.5

/** A change of the settings of a document, made as one edit. */
export interface Remedy {
  readonly name: 'clip' | 'omega' | 'orthogonal' | 'horizon' | 'leak' | 'decay'
  /** Values and names for the button's text. */
  readonly values: Readonly<Record<string, string | number>>
  readonly apply: () => void
}

/** Ids of dense edges on a cycle whose weight matrix is square. */
export function recurrentWires({ edges }: GraphDocument, shapes: Readonly<Record<string, readonly number[]>>): readonly string[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of Object.values(edges)) next.set(nodeOf(from), [...(next.get(nodeOf(from)) ?? []), nodeOf(to)])
  const reaches = (start: string, goal: string): boolean => {
    const seen = new Set<string>()
    const open = [start]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === goal) return true
      if (seen.has(node)) continue
      seen.add(node)
      open.push(...(next.get(node) ?? []))
    }
    return false
  }
  return Object.entries(edges).flatMap(([id, edge]) => {
    const [rows, columns, ...more] = shapes[id] ?? []
    const square = rows !== undefined && rows > 1 && rows === columns && more.length === 0
    const dense = edge.kind === undefined || edge.kind === 'dense'
    return square && dense && reaches(nodeOf(edge.to), nodeOf(edge.from)) ? [id] : []
  })
}

/** Returns the remedies of the literature for vanishing or exploding errors that this document can use. */
export function remediesFor(
  { verdict: { kind, cut = 0 }, reach }: Pick<FlowView, 'verdict' | 'reach'>,
  document: GraphDocument,
  shapes: Readonly<Record<string, readonly number[]>>,
): readonly Remedy[] {
  const found: Remedy[] = []
  if (reach.kind === 'readout') return found
  const { clip, regularize } = resolveTraining(document.training)
  if (kind === 'exploding') {
    const threshold = clip?.kind === 'norm' ? Number((clip.threshold / 10).toPrecision(3)) : THRESHOLD
    found.push({
      name: 'clip',
      values: { threshold },
      apply: () => edit('insight.edit.clip', (draft) => setTraining(draft, ['clip'], { kind: 'norm', threshold })),
    })
  }
  const wires =
    kind === 'vanishing' || kind === 'exploding' ? recurrentWires(document, shapes).filter((id) => document.edges[id]!.init?.kind !== 'orthogonal') : []
  if (wires.length > 0)
    found.push({
      name: 'orthogonal',
      values: { wires: wires.join(', ') },
      apply: () =>
        void editAndRedraw(
          'insight.edit.orthogonal',
          (draft) => {
            for (const id of wires) setEdgeParameter(draft, id, 'init', { kind: 'orthogonal' })
          },
          wires,
        ),
    })
  if (kind === 'vanishing' && reach.kind === 'bptt' && regularize.gradientNorm === 0)
    found.push({
      name: 'omega',
      values: { omega: OMEGA },
      apply: () => edit('insight.edit.omega', (draft) => setTraining(draft, ['regularize', 'gradientNorm'], OMEGA)),
    })
  if (reach.kind === 'bptt' && reach.horizon !== null && cut > CUT) {
    const horizon = 2 * reach.horizon
    found.push({
      name: 'horizon',
      values: { horizon },
      apply: () =>
        edit('insight.edit.horizon', (draft) => {
          if (!draft.training?.algorithm) setTraining(draft, ['algorithm', 'kind'], 'bptt')
          setTraining(draft, ['algorithm', 'horizon'], horizon)
        }),
    })
  }
  if (kind === 'vanishing') {
    const leaky = Object.entries(document.nodes).filter(([, node]) => node.type === 'reservoir' && (node.leak ?? 1) === 1)
    const contexts = Object.entries(document.nodes).filter(([, node]) => node.type === 'context' && (node.decay ?? 0) === 0)
    const slower = (name: 'leak' | 'decay', nodes: typeof leaky): void => {
      if (nodes.length === 0) return
      found.push({
        name,
        values: { value: SLOWER, nodes: nodes.map(([id]) => id).join(', ') },
        apply: () =>
          edit(`insight.edit.${name}`, (draft) => {
            for (const [id] of nodes) setNodeParameter(draft, id, name, SLOWER)
          }),
      })
    }
    slower('leak', leaky)
    slower('decay', contexts)
  }
  return found
}
