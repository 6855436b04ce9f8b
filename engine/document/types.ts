import type { Problem } from '../base/problem'
import type { Value } from '../contract/schema'
import type { edgeSchema, trainingSchema } from './settings'

export type { Activation } from '../kinds/activations'

export const FORMAT = 'unfold-graph'
/** What a document is written as that uses nothing newer. */
export const VERSION = 1
/** The version whose keys say how a table is read. */
export const TABLE_VERSION = 2

export type Direction = 'forward' | 'backward'

export type EdgeSpec = Value<typeof edgeSchema>
export type ProjectionKind = NonNullable<EdgeSpec['kind']>
export type Initializer = NonNullable<EdgeSpec['init']>

/** What a node that is drawn leaves out of the computation: all of it, or all but a way through. */
export const ablations = ['muted', 'bypassed'] as const
export type Ablation = (typeof ablations)[number]

/** A node as it stands in the document; which keys it may hold is declared by its type in `nodes/`. */
export interface NodeSpec {
  type: string
  size?: number
  ablation?: Ablation
  [key: string]: unknown
}

/** A tensor as it is stored: `data` is an array of numbers, or little-endian base64 with `dtype`. */
export interface StoredTensor {
  shape: number[]
  data: number[] | string
  dtype?: 'float32' | 'float64'
  /** Flat positions of the entries of a sparse projection, ascending. */
  indices?: number[] | string
}

export type InlineSequence = Record<string, (number[] | null)[]>

/** How the text of a table is encoded. */
export const tableEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'windows-1252',
  'euc-jp',
  'iso-2022-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'windows-1250',
  'windows-1251',
  'koi8-r',
] as const
export type TableEncoding = (typeof tableEncodings)[number]

/** How the text of a table is read; what is absent is proposed from the text. */
export interface TableKeys {
  /** The line of the header, 1 the first; 0: there is none. */
  header?: number
  separator?: string
  decimal?: '.' | ','
  /** What stands between thousands. */
  thousands?: string
  encoding?: TableEncoding
  /** Further words for a value that is missing. */
  missing?: string[]
  /** `listed`: only the empty cell and the words of `missing` mean missing; `usual` (the default): NA, NaN, -, … too. */
  missingWords?: 'usual' | 'listed'
}

export type DataSpec = {
  /** By input id the output that it takes its values from beyond the data. */
  closedLoop?: Record<string, string>
} & (
  | { kind: 'inline'; sequences: InlineSequence[] }
  | ({
      kind: 'file'
      path: string
      format?: 'csv' | 'tsv' | 'json' | 'text'
      sequenceColumn?: string
      sequenceLength?: number
      normalize?: 'none' | 'standard' | 'range'
      split?: [number, number, number]
      sha256?: string
    } & TableKeys)
  | { kind: 'task'; task: string; options?: Record<string, unknown>; seed?: number }
)

export type TrainingSpec = Value<typeof trainingSchema>
export type AlgorithmSpec = NonNullable<TrainingSpec['algorithm']>
export type ScheduleSpec = NonNullable<TrainingSpec['schedule']>
export type OptimizerSpec = NonNullable<TrainingSpec['optimizer']>

export interface FittedColumn {
  mean?: number
  deviation?: number
  minimum?: number
  maximum?: number
  categories?: string[]
}

/** Colours of a group's frame; the screen says which tone each has in its theme. */
export const groupColours = ['teal', 'blue', 'violet', 'amber', 'magenta', 'green', 'vermilion'] as const
export type GroupColour = (typeof groupColours)[number]

/** A named set of nodes, drawn as a frame around them or, collapsed, as one tile. */
export interface GroupSpec {
  label?: string
  /** The nodes of the group itself, not those of the groups inside of it. */
  nodes: string[]
  /** The group around it. */
  parent?: string
  color?: GroupColour
  collapsed?: boolean
  /** Groups with the same word here are linked copies of one another. */
  link?: string
  /** By node and by edge inside, and by group inside as `group:ID`: what it is called in all of the copies. */
  parts?: Record<string, string>
  /** By `node.port`: what a port of the group is called. */
  ports?: Record<string, string>
  [key: string]: unknown
}

/** Words beside the network, in Markdown with LaTeX between dollar signs; nothing that is computed depends on them. */
export interface NoteSpec {
  x?: number
  y?: number
  width?: number
  height?: number
  text?: string
  color?: GroupColour
  /** The group in which it is drawn. */
  group?: string
  [key: string]: unknown
}

/** Words in one language, or by language tag (`en`, `ja`, …). */
export type Words = string | Record<string, string>

/** One step of a tour: what is said, and what of the window it is about. */
export interface TourStepSpec {
  title?: Words
  /** Markdown with LaTeX. */
  text?: Words
  nodes?: string[]
  edges?: string[]
  panel?: string
  view?: string
  /** A command that is offered, such as `toggle-play`. */
  action?: string
  [key: string]: unknown
}

/** How a wire is drawn where a person has decided it. */
export interface WireView {
  hidden?: boolean
  /** Where it is bent, from its source to its target. */
  bends?: { x: number; y: number }[]
  [key: string]: unknown
}

interface ViewSpec {
  nodes?: Record<string, { x: number; y: number; label?: string; [key: string]: unknown }>
  edges?: Record<string, WireView>
  groups?: Record<string, GroupSpec>
  notes?: Record<string, NoteSpec>
  tour?: TourStepSpec[]
  viewport?: { x: number; y: number; zoom: number }
  [key: string]: unknown
}

/** The graph document of docs/format.md. */
export interface GraphDocument {
  format: typeof FORMAT
  version: typeof VERSION | typeof TABLE_VERSION
  name?: string
  description?: string
  nodes: Record<string, NodeSpec>
  edges: Record<string, EdgeSpec>
  data?: DataSpec
  training?: TrainingSpec
  weights?: Record<string, StoredTensor>
  fitted?: { columns?: Record<string, FittedColumn> }
  view?: ViewSpec
  extensions?: Record<string, unknown>
}

export interface Parsed {
  /** Absent when there is any error. */
  readonly document?: GraphDocument
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}
