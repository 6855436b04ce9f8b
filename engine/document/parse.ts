import { problem, type Problem } from '../base/problem'
import { finish, type Resumable } from '../base/resumable'
import type { NodeRegistry } from '../contract/node-type'
import { checkObject, show } from './check'
import { Reporter } from './reporter'
import { embeddedText, isPicture } from './embedded'
import { parsingJson } from './json'
import { limits } from './limits'
import { migrate } from './migrations'
import { extractingNewer } from './newer'
import { NumberText } from './number-text'
import { escapeKey, hasIn, isObject } from './pointer'
import { edgeSchema } from './settings'
import { documentSchema, nodeSchema, tensorSchema } from './tables'
import { decodingTensor, keepDecoded, tensorFault } from './tensor'
import { valueProblems } from './values'
import { usesSecondVersion } from './version'
import { FORMAT, SECOND_VERSION, VERSION, type GraphDocument, type Parsed, type StoredTensor } from './types'

const ID = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Parses a graph document, or the one embedded in an SVG: checks limits, JSON, format and version, and the schema, in
 * this order. Reports all problems of the first check that finds any. `compile` checks references, sizes and loops.
 * Nodes of unknown types are kept as they are.
 * @param trains Whether the caller makes a model of the document next. If so, the weights decoded for the check stay in
 * memory until the model takes them.
 */
export const parseDocument = (source: string, registry: NodeRegistry, trains = false): Parsed => finish(parsing(source, registry, trains))

/** As `parseDocument`, as resumable work. */
export const parsing = (source: string, registry: NodeRegistry, trains = false): Resumable<Parsed> =>
  parsingAs(source, (value) => checkDocument(value, registry, trains))

/**
 * As `parsing`, for a window that shows the document: accepts documents of newer versions, and sets aside the values that
 * this version does not know (`extractingNewer`).
 */
export const parsingToShow = (source: string, registry: NodeRegistry): Resumable<Parsed> =>
  parsingAs(source, function* (value) {
    const parsed = yield* checkDocument(value, registry, false)
    const [error] = parsed.errors
    if (error?.code !== 'version-newer' || !isObject(value)) return parsed
    const problems = yield* extractingNewer(value, value.version as number, (document) => contentProblems(document, registry, {}))
    if (problems.length > 0) return { errors: [error, ...problems], warnings: [] }
    return { document: value as unknown as GraphDocument, errors: [], warnings: [] }
  })

/** The problem of a document whose text has too many UTF-16 units. */
export const tooLong = (length: number): Problem =>
  problem('limit-exceeded', 'document-too-long', { limit: limits.documentText / 2 ** 20, got: Math.ceil(length / 2 ** 20) })

function* parsingAs(source: string, check: (value: unknown) => Resumable<Parsed>): Resumable<Parsed> {
  const refused = (...errors: Problem[]): Parsed => ({ errors, warnings: [] })
  if (source.length > limits.documentText) return refused(tooLong(source.length))
  const held = isPicture(source) ? embeddedText(source) : source
  if (held === undefined) return refused(problem('document-invalid', 'picture-without-document', {}))
  const text = held.startsWith('\uFEFF') ? held.slice(1) : held
  yield
  const { problems, value } = yield* parsingJson(text)
  if (problems.length > 0) return refused(...problems)
  yield
  return yield* check(value)
}

/** Checks format and version, migrates, and checks the schema. */
function* checkDocument(value: unknown, registry: NodeRegistry, trains: boolean): Resumable<Parsed> {
  const refused = (...errors: Problem[]): Parsed => ({ errors, warnings: [] })
  if (!isObject(value)) return refused(problem('document-invalid', 'document-not-object', { got: show(value) }))
  if (value.format !== FORMAT) return refused(problem('format-unknown', 'format-unknown', { got: show(value.format) }, { path: '/format' }))
  const { version } = value
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
    return refused(problem('document-invalid', 'version-invalid', { got: show(version), known: VERSION }, { path: '/version' }))
  // A document of version 2 that uses none of the keys of version 2 known here must use unknown ones.
  if (version > VERSION && !(version === SECOND_VERSION && usesSecondVersion(value)))
    return refused(
      problem('version-newer', 'version-newer', { got: version, known: version > SECOND_VERSION ? SECOND_VERSION : VERSION }, { path: '/version' }),
    )

  const document = version > VERSION ? value : migrate(value, version)
  const problems = yield* contentProblems(document, registry, {}, trains)
  if (problems.length > 0) return refused(...problems)
  // The schema has established the type.
  return { document: document as unknown as GraphDocument, errors: [], warnings: [] }
}

/**
 * Returns the problems with which a document of the current version could not be saved and parsed again.
 * @param before A valid document; parts that are identical objects are skipped, so that checking an edit costs only
 * what it changed.
 */
export function changeProblems(document: GraphDocument, registry: NodeRegistry, before: GraphDocument): readonly Problem[] {
  if (document === before) return []
  const [next, last] = [document, before] as unknown as [Record<string, unknown>, Record<string, unknown>]
  const tooMany = valueProblems(next, last)
  return tooMany.length > 0 ? tooMany : finish(contentProblems(next, registry, last))
}

function* contentProblems(
  document: Record<string, unknown>,
  registry: NodeRegistry,
  before: Record<string, unknown>,
  trains = false,
): Resumable<readonly Problem[]> {
  const tooMany = countProblems(document, before)
  if (tooMany.length > 0) return tooMany
  const reporter = new Reporter(hasIn(document))
  checkObject(documentSchema, document, '', reporter, before)
  yield
  checkNodes(document, registry, reporter, before)
  yield
  checkEdges(document, reporter, before)
  yield* checkWeights(document, reporter, before, trains)
  checkGroups(document, reporter, before)
  checkRelations(document, reporter)
  return reporter.problems
}

/** Returns the part of a document under a key; undefined if there is none. */
const entry = (part: unknown, key: string): unknown => (isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined)

function countProblems({ nodes, edges, view }: Record<string, unknown>, before: Record<string, unknown>): Problem[] {
  const found: Problem[] = []
  const nodeCount = isObject(nodes) ? Object.keys(nodes).length : 0
  const edgeCount = isObject(edges) ? Object.keys(edges).length : 0
  if (nodeCount > limits.nodes) found.push(problem('limit-exceeded', 'nodes-too-many', { limit: limits.nodes, got: nodeCount }, { path: '/nodes' }))
  const bends = bendCount(entry(view, 'edges'), entry(before.view, 'edges'))
  if (bends > limits.allBends) found.push(problem('limit-exceeded', 'bends-too-many', { got: bends, limit: limits.allBends }, { path: '/view/edges' }))
  if (edgeCount > limits.edges) found.push(problem('limit-exceeded', 'edges-too-many', { limit: limits.edges, got: edgeCount }, { path: '/edges' }))
  return found
}

function checkNodes({ nodes }: Record<string, unknown>, registry: NodeRegistry, reporter: Reporter, before: Record<string, unknown>): void {
  if (!isObject(nodes)) return
  for (const [id, node] of Object.entries(nodes)) {
    if (node === undefined || node === entry(before.nodes, id)) continue
    const path = `/nodes/${escapeKey(id)}`
    checkId(id, path, reporter)
    if (!isObject(node)) {
      reporter.invalid('expected-object', path, node)
      continue
    }
    const type = typeof node.type === 'string' ? registry.get(node.type) : undefined
    if (type) checkObject(nodeSchema(type), node, path, reporter)
    else if (!Object.hasOwn(node, 'type')) reporter.report('document-invalid', 'key-missing', path, { key: 'type' })
    else if (typeof node.type !== 'string') reporter.invalid('expected-text', `${path}/type`, node.type)
  }
}

function checkEdges({ nodes, edges }: Record<string, unknown>, reporter: Reporter, before: Record<string, unknown>): void {
  if (!isObject(edges)) return
  for (const [id, edge] of Object.entries(edges)) {
    const shared = isObject(nodes) && Object.hasOwn(nodes, id)
    if (edge === undefined || (!shared && edge === entry(before.edges, id))) continue
    const path = `/edges/${escapeKey(id)}`
    checkId(id, path, reporter)
    if (shared) reporter.problems.push(problem('document-invalid', 'id-shared', { id }, { nodes: [id], edges: [id], path }))
    checkObject(edgeSchema, edge, path, reporter)
    if (!isObject(edge) || !isObject(edge.init)) continue
    const { low, high } = edge.init
    if (typeof low === 'number' && typeof high === 'number' && low > high) reporter.report('document-invalid', 'init-reversed', `${path}/init`, { low, high })
  }
}

function checkId(id: string, path: string, reporter: Reporter): void {
  if (RESERVED.has(id)) reporter.report('document-invalid', 'id-reserved', path, { id })
  else if (!ID.test(id)) reporter.report('document-invalid', 'id-invalid', path, { id: id.slice(0, 80) })
}

function* checkWeights({ weights }: Record<string, unknown>, reporter: Reporter, before: Record<string, unknown>, trains: boolean): Resumable<void> {
  if (!isObject(weights)) return
  for (const [name, tensor] of Object.entries(weights)) {
    if (tensor === undefined || tensor === entry(before.weights, name)) continue
    yield
    const path = `/weights/${escapeKey(name)}`
    const problemsBefore = reporter.problems.length
    checkObject(tensorSchema, tensor, path, reporter)
    if (!isObject(tensor) || reporter.problems.length > problemsBefore || reporter.full) continue
    const listed = (key: 'data' | 'indices'): boolean => {
      const list: unknown = tensor[key]
      if (typeof list === 'string' || list instanceof NumberText) return true
      if (!Array.isArray(list)) reporter.invalid('expected-list', `${path}/${key}`, list)
      const wrong = Array.isArray(list) ? list.findIndex((entry) => typeof entry !== 'number') : -1
      if (Array.isArray(list) && wrong >= 0) reporter.invalid('expected-number', `${path}/${key}/${wrong}`, list[wrong], { range: '' })
      return Array.isArray(list) && wrong < 0
    }
    if (!listed('data') || (tensor.indices !== undefined && !listed('indices'))) continue
    const stored = tensor as unknown as StoredTensor
    const found = trains ? yield* decodingTensor(name, stored) : { fault: yield* tensorFault(name, stored) }
    if (found.fault) reporter.report(found.fault.code, found.fault.key, `${path}${found.fault.path}`, found.fault.values)
    else if ('tensor' in found) keepDecoded(stored, found.tensor)
  }
}

/** Checks the nesting of groups; a missing parent or a cycle ends the chain. */
function checkGroups({ view }: Record<string, unknown>, reporter: Reporter, before: Record<string, unknown>): void {
  const groups = isObject(view) && isObject(view.groups) ? view.groups : undefined
  if (!groups || groups === entry(before.view, 'groups') || Object.keys(groups).length > limits.groups) return
  for (const id of Object.keys(groups)) {
    const seen = new Set([id])
    let parent = parentOf(groups, id)
    // Stops one step beyond the limit.
    while (parent !== undefined && !seen.has(parent) && seen.size <= limits.groupDepth) {
      seen.add(parent)
      parent = parentOf(groups, parent)
    }
    if (seen.size > limits.groupDepth)
      reporter.report('limit-exceeded', 'groups-too-deep', `/view/groups/${escapeKey(id)}/parent`, { limit: limits.groupDepth })
  }
}

function parentOf(groups: Record<string, unknown>, id: string): string | undefined {
  const group = Object.hasOwn(groups, id) ? groups[id] : undefined
  const parent = isObject(group) ? group.parent : undefined
  return typeof parent === 'string' && Object.hasOwn(groups, parent) ? parent : undefined
}

/** Returns the number of bends of all wires if they have changed, otherwise 0; `documentSchema` limits those of each wire. */
function bendCount(edges: unknown, before: unknown): number {
  let count = 0
  for (const wire of isObject(edges) && edges !== before ? Object.values(edges) : []) {
    const bends = entry(wire, 'bends')
    if (Array.isArray(bends)) count += bends.length
  }
  return count
}

/** Checks that the categories of each column are distinct, nonempty texts. */
function checkCategories(columns: Record<string, unknown>, reporter: Reporter): void {
  for (const [name, column] of Object.entries(columns)) {
    const categories: unknown = isObject(column) ? column.categories : undefined
    if (!Array.isArray(categories)) continue
    const seen = new Set<string>()
    categories.forEach((category: unknown, i) => {
      if (typeof category !== 'string') return
      const path = `/fitted/columns/${escapeKey(name)}/categories/${i}`
      if (category === '' || seen.has(category)) reporter.invalid(category === '' ? 'category-empty' : 'category-twice', path, category)
      seen.add(category)
    })
  }
}

/** Checks constraints between two values. */
function checkRelations({ data, training, fitted }: Record<string, unknown>, reporter: Reporter): void {
  checkCategories(isObject(fitted) && isObject(fitted.columns) ? fitted.columns : {}, reporter)
  if (isObject(data) && data.kind === 'file') {
    const { path, split, decimal, thousands } = data
    if (typeof decimal === 'string' && thousands === decimal) reporter.invalid('thousands-decimal', '/data/thousands', thousands)
    if (typeof path === 'string' && path !== '' && !staysInside(path)) reporter.invalid('path-outside', '/data/path', path)
    if (data.sequenceColumn !== undefined && data.sequenceLength !== undefined)
      reporter.report('document-invalid', 'sequence-column-and-length', '/data/sequenceLength')
    if (Array.isArray(split)) {
      const sum = split.reduce((total: number, part) => total + (typeof part === 'number' ? part : 0), 0)
      if (sum > 1 + 1e-9) reporter.report('document-invalid', 'split-over-one', '/data/split', { sum })
    }
  }
  const algorithm = isObject(training) ? training.algorithm : undefined
  if (!isObject(algorithm) || algorithm.kind !== 'bptt') return
  const { horizon, every } = algorithm
  if (typeof horizon === 'number' && typeof every === 'number' && horizon >= 1 && every > horizon)
    reporter.report('horizon-invalid', 'every-over-horizon', '/training/algorithm/every', { horizon, every })
}

/** Whether a path is relative and never leaves its folder, on any operating system. */
function staysInside(path: string): boolean {
  if (path.includes('\0') || path.includes('\\') || /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)) return false
  let depth = 0
  for (const part of path.split('/')) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return false
  }
  return depth > 0
}
