import type { Activation, Direction, NodeSpec } from '../document/types'
import type { Lowering } from './lowering'

/** Who an activation list is offered to. */
export const activations: readonly Activation[] = [
  'linear', 'logistic', 'tanh', 'relu', 'leaky-relu', 'softplus', 'softsign', 'softmax',
]

/**
 * One parameter of a node type. From it come the validator, the inspector's row, the help table and the
 * JSON schema. Labels and help live in the node folder's language files under `parameters.NAME`.
 */
export type Parameter = { readonly name: string; readonly unit?: string } & (
  | { readonly kind: 'size'; /** Whether the size may be left out and inferred. */ readonly inferred: boolean }
  | {
      readonly kind: 'number'
      readonly default: number
      readonly min?: number
      readonly max?: number
      /** Whether `min` / `max` themselves are excluded. */
      readonly aboveMin?: boolean
      readonly belowMax?: boolean
      readonly whole?: boolean
    }
  | { readonly kind: 'boolean'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  /** Names of data columns. */
  | { readonly kind: 'columns' }
  /** `{past, future}`, whole numbers of steps. */
  | { readonly kind: 'window' }
  /** A number, or "trainable". */
  | { readonly kind: 'initial'; readonly default: number }
)

export interface Port {
  readonly name: string
  /** Drawn apart from the main flow (a cell's `previous` and `state`, a gate's `gate`). */
  readonly aside?: boolean
  /** What flows: a wire's colour and shape. */
  readonly flow: 'signal' | 'gate' | 'state'
}

export type Role = 'input' | 'layer' | 'context' | 'gate' | 'cell' | 'reservoir' | 'output'

export interface Face {
  readonly role: Role
  /** Outline of the node, as the textbooks draw it. */
  readonly shape: 'box' | 'flat-left' | 'flat-right' | 'dashed' | 'lens' | 'carousel' | 'dots'
  /** SVG path in a 16 × 16 box, stroked. */
  readonly glyph: string
  /** Which fact stands under the heatmap. */
  readonly caption: 'activation' | 'delay' | 'openness' | 'state' | 'leak' | 'columns' | 'loss'
}

/** How the terms of a drawn network are written in LaTeX. */
export interface Notation {
  /** The sum of what arrives at an in port at step t + offset, `0` where all of it is muted; undefined where nothing is wired. */
  arriving(port: string, offset: number): string | undefined
}

/** Declaration of a node type: all that is said of it anywhere but in its language files. */
export interface NodeType {
  readonly type: string
  /** What the field calls such a node: the stem of the ids of new ones. */
  readonly symbol: string
  /** In ports; the first is the default target. */
  readonly inputs: readonly Port[]
  /** Out ports; the first is the default source. */
  readonly outputs: readonly Port[]
  readonly parameters: readonly Parameter[]
  /** Projection kind of an edge that names none, by in port. */
  readonly projection: Readonly<Record<string, 'dense' | 'identity'>>
  /** The in port whose values a bypassed node gives; the first where nothing is said. */
  readonly passes?: string
  /** In ports that must be wired, with the problem's message key. */
  readonly required?: readonly string[]
  /** Whether edges into this node are fixed unless they say otherwise (a reservoir's). */
  readonly fixedInputs?: boolean
  /** What the node says of itself for checks that concern the whole document. */
  readonly isInput?: boolean
  readonly isOutput?: boolean
  /** Reads its in port one step late or more: where a teacher's value may stand in, and a loop may close. */
  readonly delays?: boolean
  readonly face: Face
  /** LaTeX of the node's equation, by the node's symbol: what arrives written out where `notation` is given, else named net, s, o, i, f, u. */
  equation(node: NodeSpec, symbol: string, notation?: Notation): string
  /** LaTeX of an out port's value at step t + offset, where it is not the node's symbol. */
  value?(node: NodeSpec, symbol: string, port: string, offset: number): string
  /** What the equation names by a letter with the node's symbol as its subscript: b for a bias. */
  letters?(node: NodeSpec): readonly string[]
  /** Emits the ops of one node. */
  lower(node: ResolvedNode, emit: Lowering): void
}

/**
 * The in port whose values a node gives at its first out port while it is bypassed; undefined where it can only be
 * muted: an input has nothing to pass on, and what an output gives is compared with a target.
 */
export const passedPort = (type: NodeType): string | undefined => (type.isOutput ? undefined : (type.passes ?? type.inputs[0]?.name))

/** A node with its defaults filled in and its size known. */
export interface ResolvedNode {
  readonly id: string
  readonly type: NodeType
  readonly size: number
  readonly spec: NodeSpec
  number(name: string): number
  text(name: string): string
  flag(name: string): boolean
  readonly direction: Direction
}

export interface NodeRegistry {
  readonly types: readonly NodeType[]
  get(type: string): NodeType | undefined
}
