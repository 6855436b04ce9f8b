import type { Problem } from '../base/problem'
import type { Value } from '../contract/schema'
import type { NumberText } from './number-text'
import type { edgeSchema, trainingSchema } from './settings'

export type { Activation } from '../kinds/activations'

export const FORMAT = 'unfold-graph'
/** The first version; saved documents have it if they use no key of version 2. */
export const VERSION = 1
/** The version with formulas, shared weights, further losses and keys for the format of a table. */
export const SECOND_VERSION = 2

export type Direction = 'forward' | 'backward'

export type EdgeSpec = Value<typeof edgeSchema>
export type ProjectionKind = NonNullable<EdgeSpec['kind']>
export type Initializer = NonNullable<EdgeSpec['init']>

/** Ways to take a node out of the computation: `muted` removes it, `bypassed` passes one input through. */
export const ablations = ['muted', 'bypassed'] as const
export type Ablation = (typeof ablations)[number]

/** A node in the document; its type in `nodes/` declares which other keys it may have. */
export interface NodeSpec {
  type: string
  size?: number
  ablation?: Ablation
  [key: string]: unknown
}

/** A stored tensor: `data` is an array of numbers, kept as its text if it is long, or little-endian base64 with `dtype`. */
export interface StoredTensor {
  shape: number[]
  data: number[] | string | NumberText
  dtype?: 'float32' | 'float64'
  /** Flat positions of the entries of a sparse projection, ascending. */
  indices?: number[] | string | NumberText
}

export type InlineSequence = Record<string, (number[] | null)[]>

/** Encodings of the text of a data file: Unicode, then by script. The names are those of the Encoding Standard. */
export const tableEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
  'macintosh',
  'windows-1250',
  'iso-8859-2',
  'windows-1257',
  'iso-8859-13',
  'windows-1254',
  'windows-1258',
  'windows-1253',
  'iso-8859-7',
  'windows-1251',
  'koi8-r',
  'koi8-u',
  'iso-8859-5',
  'ibm866',
  'windows-1255',
  'windows-1256',
  'iso-8859-6',
  'windows-874',
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const
export type TableEncoding = (typeof tableEncodings)[number]

/** The format of a table's text; missing keys are recognized from the text. */
export interface TableKeys {
  /** Line of the header, from 1; 0: none. */
  header?: number
  separator?: string
  decimal?: '.' | ','
  /** Thousands separator. */
  thousands?: string
  encoding?: TableEncoding
  /** Additional words for missing values. */
  missing?: string[]
  /** `listed`: only the empty cell and the words of `missing` mean missing; `usual` (the default): NA, NaN, -, … too. */
  missingWords?: 'usual' | 'listed'
  /** Whether day, month or year comes first in dates such as 03/04/05. */
  dates?: DateOrder
  /** Rows at the end that are no data, such as totals. */
  footer?: number
}

/** Whether day, month or year comes first in dates that consist of numbers. */
export const dateOrders = ['day-first', 'month-first', 'year-first'] as const
export type DateOrder = (typeof dateOrders)[number]

export type DataSpec = {
  /** By input id, the output from which it takes its values beyond the data. */
  closedLoop?: Record<string, string>
} & (
  | { kind: 'inline'; sequences: InlineSequence[] }
  | ({
      kind: 'file'
      path: string
      format?: 'csv' | 'tsv' | 'json' | 'text'
      sequenceColumn?: string
      sequenceLength?: number
      /** Columns that together give each row its place in time: one, a date and a time of day, or year, month, …; empty: rows are counted. */
      steps?: string[]
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

/** Colours of a group's frame; each theme defines their tones. */
export const groupColours = ['teal', 'blue', 'violet', 'amber', 'magenta', 'green', 'vermilion'] as const
export type GroupColour = (typeof groupColours)[number]

/** A named set of nodes, drawn as a frame around them or, if collapsed, as one tile. */
export interface GroupSpec {
  label?: string
  /** The group's own nodes, without those of subgroups. */
  nodes: string[]
  /** The group that contains this one. */
  parent?: string
  color?: GroupColour
  collapsed?: boolean
  /** Groups with the same value are linked copies of each other. */
  link?: string
  /**
   * Roles of the parts inside, by id of a node or edge, or `group:ID` of a subgroup: corresponding parts of all copies
   * have the same role.
   */
  parts?: Record<string, string>
  /** Names of the group's ports, by `node.port`. */
  ports?: Record<string, string>
  [key: string]: unknown
}

/** A note beside the network, in Markdown with LaTeX between dollar signs; it does not affect any computation. */
export interface NoteSpec {
  x?: number
  y?: number
  width?: number
  height?: number
  text?: string
  color?: GroupColour
  /** The group to which it belongs. */
  group?: string
  [key: string]: unknown
}

/** A text, or one text per language tag (`en`, `ja`, …). */
export type Words = string | Record<string, string>

/** A step of a tour: its text, and the parts of the window to show. */
export interface TourStepSpec {
  title?: Words
  /** Markdown with LaTeX. */
  text?: Words
  nodes?: string[]
  edges?: string[]
  panel?: string
  view?: string
  /** The command that the step offers, such as `toggle-play`. */
  action?: string
  [key: string]: unknown
}

/** How a wire is drawn, where the user has changed it. */
export interface WireView {
  hidden?: boolean
  /** Bends from its source to its target. */
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

/** The graph document (docs/format.md). */
export interface GraphDocument {
  format: typeof FORMAT
  version: typeof VERSION | typeof SECOND_VERSION
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
  /** Absent if there are errors. */
  readonly document?: GraphDocument
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}
