import type { MessageKey } from './messages/en'
import { format } from './messages/format'

/** The error and warning codes of docs/errors.md. */
export const problemCodes = [
  'document-invalid',
  'format-unknown',
  'version-newer',
  'node-unknown',
  'port-unknown',
  'type-unknown',
  'size-unknown',
  'size-mismatch',
  'algebraic-loop',
  'time-direction-conflict',
  'control-missing',
  'loss-activation',
  'dropout-on-recurrence',
  'formula-invalid',
  'share-invalid',
  'differences-missing',
  'weight-unknown',
  'weight-shape',
  'not-finite',
  'output-missing',
  'data-missing',
  'data-shape',
  'column-unknown',
  'horizon-invalid',
  'algorithm-needs-forward-time',
  'closed-loop-open',
  'forward-time-needed',
  'readout-not-linear',
  'optimizer-unfit',
  'carry-unfit',
  'limit-exceeded',
  'data-changed',
  'setting-idle',
  'archive-invalid',
  'not-carried',
  'model-file',
  'engine-failed',
  'table-encoding',
  'table-separator',
  'table-header',
  'table-decimal',
  'table-quotes',
  'table-cells',
  'table-dates',
  'table-missing',
] as const

export type ProblemCode = (typeof problemCodes)[number]

/** A change to the document that would fix a problem; the editor offers it as a button. */
export type Repair =
  | { readonly kind: 'insert-context'; readonly edge: string }
  | { readonly kind: 'set-projection'; readonly edge: string; readonly projection: 'dense' }
  | { readonly kind: 'set-size'; readonly node: string; readonly size: number }
  | { readonly kind: 'set-ablation'; readonly node: string /** Absent: the node takes part again. */; readonly ablation?: 'muted' }
  | { readonly kind: 'set-loss'; readonly node: string; readonly loss: string }
  /** Squared error with a linear activation, which can reach every target. */
  | { readonly kind: 'squared-error'; readonly node: string }
  /** Use the values of the data unchanged. */
  | { readonly kind: 'drop-normalize' }
  /** Drop the fitted scaling and encoding of columns, so that they are fitted to the current training part. */
  | { readonly kind: 'fit-anew' }
  | { readonly kind: 'set-activation'; readonly node: string; readonly activation: string }
  | { readonly kind: 'remove-dropout'; readonly edge: string }
  | { readonly kind: 'remove-edge'; readonly edge: string }
  | { readonly kind: 'remove-weights'; readonly name: string }
  | { readonly kind: 'full-horizon' }
  | { readonly kind: 'set-variant'; readonly variant: string }
  | { readonly kind: 'set-batch-size'; readonly size: number }
  | { readonly kind: 'drop-gradient-norm' }
  | { readonly kind: 'drop-setting' /** JSON pointer of what is taken out of the document. */; readonly path: string }
  | { readonly kind: 'set-forgetting'; readonly forgetting: number }
  | { readonly kind: 'set-ridge'; readonly ridge: number }
  | { readonly kind: 'set-columns'; readonly node: string; readonly columns: readonly string[] }
  | { readonly kind: 'set-encoding'; readonly node: string; readonly encoding: 'one-hot' }

export type MessageValues = Readonly<Record<string, string | number>>

/** An error or warning that the user can fix: what is wrong, where, and what to do. */
export interface Problem {
  readonly code: ProblemCode
  /** English; the editor formats it again from `key` and `values`. */
  readonly message: string
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  /** JSON pointer into the document; empty if there is none. */
  readonly path: string
  readonly key: MessageKey
  readonly values: MessageValues
  readonly repairs: readonly Repair[]
}

export interface ProblemPlace {
  readonly nodes?: readonly string[]
  readonly edges?: readonly string[]
  readonly path?: string
  readonly repairs?: readonly Repair[]
}

/** Problems about something that is still missing while a network is being drawn. The window reports them only when the user starts training. */
const unfinished: ReadonlySet<MessageKey> = new Set<MessageKey>([
  // Nodes and wires.
  'output-missing',
  'outputs-unwired',
  'output-unwired',
  'path-missing',
  'control-missing',
  'size-unknown',
  // Data, and what of it inputs and outputs take.
  'data-none',
  'sequences-none',
  'sequence-empty',
  'sequence-input-missing',
  'columns-missing',
  'targets-none',
  'output-untargeted',
  // Something that training could change.
  'readout-none',
  'idle-fixed',
])

export const isUnfinished = ({ key }: Pick<Problem, 'key'>): boolean => unfinished.has(key)

/** Makes a problem from the message `key` of the language files. */
export function problem(code: ProblemCode, key: MessageKey, values: MessageValues, place: ProblemPlace = {}): Problem {
  return {
    code,
    message: format('en', key, values),
    nodes: place.nodes ?? [],
    edges: place.edges ?? [],
    path: place.path ?? '',
    key,
    values,
    repairs: place.repairs ?? [],
  }
}

/** Returns the public form of a problem, with only the five documented keys. */
export function publicProblem(p: Problem): Pick<Problem, 'code' | 'message' | 'nodes' | 'edges' | 'path'> {
  return { code: p.code, message: p.message, nodes: p.nodes, edges: p.edges, path: p.path }
}

/** Returns whether a result is a problem; distinguishes it even from a record by ids, one of which may be `code`. */
export const isProblem = (result: object): result is Problem => 'code' in result && typeof result.code === 'string'
