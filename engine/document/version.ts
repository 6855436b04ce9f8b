import { losses } from '../kinds/losses'
import { optimizers } from '../kinds/optimizers'
import { SECOND_VERSION, VERSION, type GraphDocument, type TableKeys } from './types'

const keys: Readonly<Record<keyof TableKeys | 'steps', true>> = {
  header: true,
  separator: true,
  decimal: true,
  thousands: true,
  encoding: true,
  missing: true,
  missingWords: true,
  dates: true,
  footer: true,
  steps: true,
}

type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null
const has = (part: Part, key: string): boolean => Object.hasOwn(part, key) && part[key] !== undefined
const partsOf = (value: unknown): readonly Part[] => (isPart(value) ? Object.values(value).filter(isPart) : [])

/** Keys of nodes that version 1 does not have. */
const nodeKeys = ['classWeights', 'shares', 'rate', 'zoneout'] as const
const edgeKeys = ['shares', 'transpose', 'frozen', 'rate', 'dropoutKind'] as const
const newOptimizers = new Set(Object.entries(optimizers).flatMap(([name, kind]) => ('curvature' in kind ? [name] : [])))
const newLosses = new Set(Object.entries(losses).flatMap(([name, kind]) => ('since' in kind ? [name] : [])))

/** Types of nodes that version 1 does not have. */
const newTypes: ReadonlySet<unknown> = new Set(['formula', 'neuron'])

/** Coefficients that are a single number in version 1. */
const coefficients = ['leak', 'decay', 'adaptationDecay'] as const

const inNode = (node: Part): boolean =>
  newTypes.has(node.type)
  || coefficients.some((key) => Array.isArray(node[key]) || has(node, `${key}Trained`))
  || isPart(node.activation)
  || nodeKeys.some((key) => has(node, key))
  || newLosses.has(String(node.loss))

const inTraining = ({ regularize, optimizer, carry }: Part): boolean =>
  carry !== undefined || (isPart(regularize) && has(regularize, 'l1')) || (isPart(optimizer) && newOptimizers.has(String(optimizer.kind)))

/** Returns whether a document, checked or not, uses a key or value that version 1 does not have. */
export const usesSecondVersion = ({ data, nodes, edges, training }: Part): boolean =>
  (isPart(data) && Object.keys(keys).some((key) => has(data, key)))
  || partsOf(nodes).some(inNode)
  || partsOf(edges).some((edge) => edgeKeys.some((key) => has(edge, key)))
  || (isPart(training) && inTraining(training))

/** Returns the earliest version that has all keys and values of the document, so that older programs can open it. */
export const versionOf = (document: GraphDocument): GraphDocument['version'] => (usesSecondVersion(document as unknown as Part) ? SECOND_VERSION : VERSION)
