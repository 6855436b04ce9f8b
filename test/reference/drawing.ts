/** A document as JSON, read only by this file, by the specification in docs/format.md. */
export interface Drawing {
  readonly nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly edges: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[]; readonly indices?: readonly number[] }>>
  readonly data: { readonly sequences: readonly Readonly<Record<string, readonly (readonly number[] | null)[]>>[] }
  readonly training?: { readonly teacherForcing?: readonly string[] }
}

export interface Wire {
  readonly id: string
  readonly node: string
  readonly port: string
  readonly target: string
  readonly targetPort: string
  readonly kind: string
  readonly scale: number
  readonly trainable: boolean
}

const firstPort: Readonly<Record<string, string>> = { layer: 'in', context: 'in', gate: 'control', cell: 'in', reservoir: 'in', output: 'in' }
const denseInto = ['layer.in', 'output.in', 'reservoir.in', 'gate.control']

export const typeOf = (drawing: Drawing, node: string): string => String(drawing.nodes[node]!.type)

/** The edges with defaults filled in. */
export function wires(drawing: Drawing): Wire[] {
  return Object.entries(drawing.edges).map(([id, edge]) => {
    const [node, port = 'out'] = String(edge.from).split('.') as [string, string?]
    const [target, named] = String(edge.to).split('.') as [string, string?]
    const type = typeOf(drawing, target)
    const targetPort = named ?? firstPort[type]!
    return {
      id,
      node,
      port,
      target,
      targetPort,
      kind: String(edge.kind ?? (denseInto.includes(`${type}.${targetPort}`) ? 'dense' : 'identity')),
      scale: Number(edge.scale ?? 1),
      trainable: edge.trainable === undefined ? type !== 'reservoir' : edge.trainable === true,
    }
  })
}

/** Units of every node: given, or inferred over identity and diagonal edges. */
export function sizes(drawing: Drawing): Record<string, number> {
  const found: Record<string, number> = {}
  for (const [id, { size }] of Object.entries(drawing.nodes)) if (typeof size === 'number') found[id] = size
  const tying = wires(drawing).filter(({ kind }) => kind === 'identity' || kind === 'diagonal')
  for (let changed = true; changed; ) {
    changed = false
    for (const { node, target } of tying)
      for (const [a, b] of [
        [node, target],
        [target, node],
      ] as const)
        if (found[a] !== undefined && found[b] === undefined) {
          found[b] = found[a]
          changed = true
        }
  }
  return found
}
