import { readFileSync, statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { ImportError, importModel, readSafetensors, withWeights } from '../../engine/import'
import { limits } from '../../engine/document/limits'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { prepare } from '../../engine/learn/check/prepare'
import { registry } from '../../nodes'
import { arranged } from '../../renderer/drawing/layout/arrange'
import type { CliCommand, Invocation } from '../command'
import { Refused, open, refuseOverwrite, sameFile } from '../open'
import { reasonOf } from '../reason'
import { USAGE } from '../status'
import { Target } from '../target'
import { say } from '../terminal'
import { UsageError } from '../usage'

/** Reads a file to import, up to the size limit. */
function bytesOf(path: string): Uint8Array {
  try {
    const info = statSync(path)
    if (!info.isFile()) throw new UsageError('cli-file-kind', { path })
    const { size } = info
    if (size > limits.importBytes) throw new UsageError('import-bytes-over', { limit: limits.importBytes, got: size })
    return readFileSync(path)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const reason = reasonOf(error)
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new UsageError('cli-file-missing', { path })
    throw new UsageError('cli-file-unreadable', { path, reason })
  }
}

/** Runs an import and reports a refusal as a problem of the file. */
function importing<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ImportError ? new Refused([error.problem]) : error
  }
}

function saved(target: Target, document: GraphDocument): { readonly path: string; readonly status: number } {
  const path = target.write(serializeDocument(document))
  return { path, status: path === target.path ? 0 : USAGE }
}

/** Reads the weights of a file back into the document from which it was exported. */
function weightsInto({ terminal, json, options }: Invocation, bytes: Uint8Array, target: Target): number {
  const opened = open(terminal, String(options.get('into')))
  refuseOverwrite(opened, target.path, 'out')
  const { network, errors, warnings } = opened.compiled
  if (!network) throw new Refused(errors, warnings)
  const { dataset } = prepare(opened.document, registry, opened.compiled, opened.data, { targets: 'optional' })
  const { document, taken, kept } = importing(() => {
    const { tensors, metadata } = readSafetensors(bytes)
    const epoch = Number(metadata.get('epoch') ?? 0)
    return withWeights(network, tensors, dataset?.fitted ?? opened.document.fitted, Number.isSafeInteger(epoch) && epoch > 0 ? epoch : 0)
  })
  const { path, status } = saved(target, document)
  if (json) terminal.out(`${JSON.stringify({ file: path, taken, kept })}\n`)
  else {
    terminal.err(`${say(terminal, 'cli-import-taken', { taken: taken.join(', '), kept: kept.join(', ') || '—' })}\n`)
    terminal.err(`${say(terminal, 'cli-saved', { path })}\n`)
  }
  return status
}

/** Converts a model to a document, and reports how far its outputs are from the model's. */
export const importCommand: CliCommand = {
  name: 'import',
  takes: ['FILE'],
  options: { into: { takes: 'text' }, out: { takes: 'text' }, nonlinearity: { takes: 'choice', choices: ['tanh', 'relu'] } },
  run(invocation) {
    const {
      terminal,
      json,
      positional: [file],
      options,
    } = invocation
    const out = options.get('out') as string | undefined
    if (out === undefined) throw new UsageError('cli-import-out')
    const from = resolve(terminal.folder, file!)
    const target = new Target(resolve(terminal.folder, out))
    if (sameFile(from, target.path)) throw new UsageError('cli-own-source', { path: target.path, option: 'out' })
    const bytes = bytesOf(from)
    if (options.has('into')) return weightsInto(invocation, bytes, target)
    const nonlinearity = (options.get('nonlinearity') as 'tanh' | 'relu' | undefined) ?? 'tanh'
    const { document, layers, parity } = importing(() =>
      importModel(bytes, registry, { name: basename(from, extname(from)).slice(0, limits.name), nonlinearity }),
    )
    const { path, status } = saved(target, arranged(document))
    if (json) terminal.out(`${JSON.stringify({ file: path, layers, parity })}\n`)
    else {
      for (const layer of layers) terminal.err(`${say(terminal, 'cli-import-layer', layer)}\n`)
      terminal.err(`${say(terminal, 'cli-import-parity', { ...parity, largest: parity.largest.toPrecision(3), distance: parity.distance.toExponential(1) })}\n`)
      terminal.err(`${say(terminal, 'cli-saved', { path })}\n`)
    }
    return status
  },
}
