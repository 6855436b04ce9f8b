import type { Direction, NodeSpec } from '../document/types'
import type { Lowering } from './lowering'
import type { Outline } from './outline'

/**
 * One parameter of a node type. The checks of documents, the inspector's row, the help table and docs/reference.md derive from it.
 * Labels and help are in the node folder's language files under `parameters.NAME`.
 */
export type Parameter = {
  readonly name: string
  readonly unit?: string
  /** It has an effect only if another parameter has one of these values. */
  readonly only?: { readonly key: string; readonly values: readonly string[] }
} & (
  | { readonly kind: 'size' }
  | {
      readonly kind: 'number'
      readonly default: number
      readonly min?: number
      readonly max?: number
      /** Whether `min` / `max` themselves are excluded. */
      readonly aboveMin?: boolean
      readonly belowMax?: boolean
      readonly whole?: boolean
      /** Whether it may be a list, with a number for each unit. */
      readonly perUnit?: boolean
    }
  | { readonly kind: 'boolean'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  /** The name of a function, or `{"formula": "…"}` over `x`. */
  | { readonly kind: 'activation'; readonly default: string; readonly choices: readonly string[] }
  /** A formula over names, each an in port. */
  | { readonly kind: 'formula'; readonly default: string }
  /** An object of numbers. */
  | {
      readonly kind: 'parts'
      readonly parts: readonly { readonly name: string; readonly default: number; readonly min?: number; readonly aboveMin?: boolean }[]
    }
  /** A number for each unit. */
  | { readonly kind: 'numbers'; readonly min?: number }
  /** The id of another node. */
  | { readonly kind: 'node' }
  /** Names of data columns. */
  | { readonly kind: 'columns' }
  /** `{past, future}`, whole numbers of steps. */
  | { readonly kind: 'window' }
  /** A number, or "trainable". */
  | { readonly kind: 'initial'; readonly default: number }
)

/** Whether a node's other settings let a parameter have any effect. */
export function isRead({ parameters }: { readonly parameters: readonly Parameter[] }, spec: NodeSpec, { only }: Parameter): boolean {
  if (!only) return true
  const other = parameters.find(({ name }) => name === only.key)
  return only.values.includes(String(spec[only.key] ?? (other && 'default' in other ? other.default : undefined)))
}

export interface Port {
  readonly name: string
  /** Drawn apart from the main flow (a cell's `previous` and `state`, a gate's `gate`). */
  readonly aside?: boolean
  /** What flows; sets a wire's colour and shape. */
  readonly flow: 'signal' | 'gate' | 'state'
}

export type Role = 'input' | 'layer' | 'context' | 'gate' | 'cell' | 'reservoir' | 'output'

export interface Face {
  readonly role: Role
  /** A box, one with a dashed border and its delay, one with its state as a loop above it, or a round field of dots. */
  readonly shape: 'box' | 'dashed' | 'carousel' | 'dots'
  /** Absent: a box with round corners. */
  readonly outline?: Outline
  /** SVG path in a 16 × 16 box, stroked. */
  readonly glyph: string
  /** The fact shown under the heatmap. */
  readonly caption: 'activation' | 'delay' | 'openness' | 'state' | 'leak' | 'columns' | 'loss' | 'formula' | 'threshold'
}

/** Writes the terms of a drawn network in LaTeX. */
export interface Notation {
  /** Returns the sum of the edges into an in port at step t + offset; `0` if all are muted; undefined if there are none. */
  arriving(port: string, offset: number): string | undefined
  /** The symbol of the node whose bias it uses, if it shares the bias of another node. */
  readonly biasOf?: string | undefined
}

/** Complete declaration of a node type, except for its language files. */
export interface NodeType {
  readonly type: string
  /** Usual symbol of such a node in the literature; the stem of new ids. */
  readonly symbol: string
  /** In ports; the first is the default target. */
  readonly inputs: readonly Port[]
  /** Out ports; the first is the default source. */
  readonly outputs: readonly Port[]
  readonly parameters: readonly Parameter[]
  /** Projection kind of an edge that names none, by in port. */
  readonly projection: Readonly<Record<string, 'dense' | 'identity'>>
  /** The in port whose values a bypassed node passes on; the first if absent. */
  readonly passes?: string
  /** In ports that must be wired. */
  readonly required?: readonly string[]
  /** Whether edges into this node are fixed by default, as a reservoir's. */
  readonly fixedInputs?: boolean
  /** Roles that checks of the whole document use. */
  readonly isInput?: boolean
  readonly isOutput?: boolean
  /** Whether it reads its in port at least one step late, so that a teacher's value may replace it and a loop may close there. */
  readonly delays?: boolean
  readonly face: Face
  /** Returns the LaTeX of the node's equation. With `notation`, incoming sums are written out; otherwise they are named net, s, o, i, f, u. */
  equation(node: NodeSpec, symbol: string, notation?: Notation): string
  /** Returns the LaTeX of an out port's value at step t + offset, if that is not the node's symbol. */
  value?(node: NodeSpec, symbol: string, port: string, offset: number): string
  /** Returns the letters that the equation uses with the node's symbol as subscript, such as b for a bias. */
  letters?(node: NodeSpec): readonly string[]
  /** The type of a node whose ports depend on its settings. */
  of?(node: NodeSpec): NodeType
  /** Emits the ops of one node. */
  lower(node: ResolvedNode, emit: Lowering): void
}

/**
 * Returns the in port whose values a bypassed node gives at its first out port; undefined if the node can only be
 * muted: an input has nothing to pass on, and an output's values are compared with targets.
 */
export const passedPort = (type: NodeType): string | undefined => (type.isOutput ? undefined : (type.passes ?? type.inputs[0]?.name))

/** A node with defaults filled in and known size. */
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

/** The type of a node, with the ports that its settings give it. */
export function typeIn(registry: NodeRegistry, spec: NodeSpec): NodeType | undefined {
  const type = registry.get(spec.type)
  return type?.of?.(spec) ?? type
}

export interface NodeRegistry {
  readonly types: readonly NodeType[]
  get(type: string): NodeType | undefined
}
