import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isBundleName, type Bundle } from '../engine/archive/bundle'
import type { Problem } from '../engine/base/problem'
import { compile, type Compiled, type Network } from '../engine/compile'
import { dataSizes, readData, type DataRead } from '../engine/data'
import type { Dataset } from '../engine/data/types'
import { parseDocument } from '../engine/document/parse'
import type { GraphDocument } from '../engine/document/types'
import { prepare } from '../engine/learn/check/prepare'
import { registry } from '../nodes'
import { DataFolder, readDocument } from './files'
import { ProgressBar, say, type Terminal } from './terminal'
import { UsageError } from './usage'

/** The document or its data is wrong: exit status 1. */
export class Refused extends Error {
  constructor(
    readonly errors: readonly Problem[],
    readonly warnings: readonly Problem[] = [],
  ) {
    super(errors.map((p) => p.message).join('\n'))
  }
}

/** A document with its data, as far as both could be read. */
export interface OpenedDocument {
  readonly path: string
  /** The file's text. */
  readonly text: string
  readonly document: GraphDocument
  /** The further files of a bundle, if it is one: its data is there. */
  readonly bundle?: Bundle['files']
  readonly data: DataRead
  readonly compiled: Compiled
  /** SHA-256 of its data file in hex; absent if it has none. */
  readonly digest?: string
}

/** A document as it was read, without its data. */
export type Source = Pick<OpenedDocument, 'path' | 'text' | 'document' | 'bundle'>

export interface OpenOptions {
  /** Applies the options of the command line to the document. */
  readonly change?: (document: GraphDocument) => GraphDocument
  /** Applies settings to the document's text, before it is checked. */
  readonly rewrite?: (text: string) => string
  /** A table to use instead of the document's data. */
  readonly data?: string
}

/**
 * Reads and parses a document.
 * @throws Refused if that is impossible.
 */
export function readParsed(terminal: Terminal, file: string, rewrite: OpenOptions['rewrite'] = (text) => text): Source {
  const path = resolve(terminal.folder, file)
  const { text: written, bundle, problem } = readDocument(path)
  if (written === undefined) throw new Refused(problem ? [problem] : [])
  const text = rewrite(written)
  const { document, errors, warnings } = parseDocument(text, registry, true)
  if (!document) throw new Refused(errors, warnings)
  return { path, text, document, ...(bundle ? { bundle } : {}) }
}

/**
 * Reads, parses and compiles a document, and reads its data.
 * @throws Refused if the document cannot be parsed.
 */
export function open(terminal: Terminal, file: string, { change, rewrite, data: other }: OpenOptions = {}): OpenedDocument {
  const { path, text, bundle, document: written } = readParsed(terminal, file, rewrite)
  let document = change ? change(written) : written
  const table = other === undefined ? undefined : resolve(terminal.folder, other)
  if (table !== undefined) document = withTable(document, table)
  const bar = new ProgressBar(terminal)
  const folder = new DataFolder(dirname(path), table, (name, share, rows) => bar.draw(share, say(terminal, 'cli-reading', { path: name, rows })), bundle)
  const data = readData(document, folder)
  bar.clear()
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const digest = document.data?.kind === 'file' ? folder.sha256(document.data.path) : undefined
  return { path, text, document, ...(bundle ? { bundle } : {}), data, compiled, ...(digest === undefined ? {} : { digest }) }
}

/** Returns the document with another table; use and fitting of columns stay the same. */
function withTable(document: GraphDocument, path: string): GraphDocument {
  if (document.data?.kind !== 'file') return { ...document, data: { kind: 'file', path } }
  const { sha256: _, format: __, ...rest } = document.data
  return { ...document, data: { ...rest, path } }
}

/**
 * Makes sure that a command does not overwrite a file that it reads: the document's data file, `further` ones and, with
 * `also` set to `document`, the document. A document is not written where its data belongs, either.
 * @throws UsageError if `path` is one of them, under any name or link.
 */
export function refuseOverwrite(
  { path: own, document: { data }, bundle }: Pick<OpenedDocument, 'path' | 'document' | 'bundle'>,
  path: string,
  option: string,
  also: 'document' | 'data' = 'data',
  further: readonly string[] = [],
): void {
  const read = [...(data?.kind === 'file' && !bundle ? [resolve(dirname(own), data.path)] : []), ...(also === 'document' ? [own] : []), ...further]
  const inPlace = also === 'data' && data?.kind === 'file' && !isBundleName(path) && resolve(dirname(path), data.path) === path
  if (inPlace || read.some((file) => sameFile(file, path))) throw new UsageError('cli-own-source', { path, option })
}

export function sameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => {
    try {
      return statSync(path, { throwIfNoEntry: false, bigint: true })
    } catch {
      // Whoever reads or writes it says why that is impossible.
      return undefined
    }
  })
  return one?.isFile() === true && one.dev === other?.dev && one.ino === other.ino
}

/**
 * Returns the network and its sequences.
 * @throws Refused with all problems of both, if there are any.
 */
export function ready(
  { document, data, compiled }: OpenedDocument,
  targets: 'required' | 'optional',
): { network: Network; dataset: Dataset; warnings: readonly Problem[] } {
  const { dataset, errors, warnings } = prepare(document, registry, compiled, data, { targets })
  if (errors.length > 0 || !compiled.network || !dataset) throw new Refused(errors, warnings)
  return { network: compiled.network, dataset, warnings }
}
