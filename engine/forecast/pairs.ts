import { problem, type Problem } from '../base/problem'
import type { GraphDocument, NodeSpec } from '../document/types'

/** An input that receives an output's value from `lag` steps before. */
export interface Pair {
  readonly input: string
  readonly output: string
  readonly lag: number
}

export interface Loop {
  readonly pairs: readonly Pair[]
  /** Inputs that no output feeds: their values come from outside. */
  readonly open: readonly string[]
}

/** The inputs and outputs of a network with their sizes. */
export interface Ends {
  readonly document: GraphDocument
  readonly inputs: readonly { readonly id: string; readonly size: number }[]
  readonly outputs: readonly { readonly id: string; readonly size: number }[]
}

const columnsOf = (node: NodeSpec | undefined): readonly string[] | undefined => node?.columns as readonly string[] | undefined
const aheadOf = (node: NodeSpec | undefined): number => (typeof node?.ahead === 'number' ? node.ahead : 0)

/**
 * Finds the output that feeds each input in closed loop: that of `data.closedLoop`, otherwise one that predicts the same
 * columns in the same order at least one step ahead.
 */
export function loopOf({ document, inputs, outputs }: Ends): Loop | Problem {
  const given = closedLoop(document)
  const pairs: Pair[] = []
  const open: string[] = []
  for (const [input, output] of Object.entries(given ?? {}))
    for (const [name, key, known] of [
      [input, 'closed-loop-input', inputs],
      [output, 'closed-loop-output', outputs],
    ] as const)
      if (!known.some(({ id }) => id === name)) return problem('data-shape', key, { name }, { path: `/data/closedLoop/${input}` })
  for (const { id, size } of inputs) {
    const output = given ? outputs.find((other) => other.id === given[id]) : outputs.find((other) => predicts(document, id, other.id))
    if (!output) {
      open.push(id)
      continue
    }
    if (output.size !== size)
      return problem(
        'data-shape',
        'closed-loop-size',
        { input: id, size, output: output.id, other: output.size },
        { nodes: [id, output.id], path: `/data/closedLoop/${id}` },
      )
    pairs.push({ input: id, output: output.id, lag: Math.max(1, aheadOf(document.nodes[output.id])) })
  }
  return { pairs, open }
}

function closedLoop({ data }: GraphDocument): Readonly<Record<string, string>> | undefined {
  return data?.closedLoop
}

function predicts({ nodes }: GraphDocument, input: string, output: string): boolean {
  const own = columnsOf(nodes[input])
  const predicted = columnsOf(nodes[output])
  return (
    aheadOf(nodes[output]) >= 1
    && own !== undefined
    && predicted !== undefined
    && nodes[input]!.window === undefined
    && nodes[input]!.encoding === nodes[output]!.encoding
    && own.length === predicted.length
    && own.every((name, i) => name === predicted[i])
  )
}
