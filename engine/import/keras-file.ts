import { File, type Dataset, type Group } from 'jsfive'
import { ArchiveError, isZip, openZip, type ArchivedFile } from '../archive/zip'
import { limits } from '../document/limits'
import { isObject } from '../document/pointer'
import { ImportError, over, unreadable, type Tensor } from './file'

/** The signature at the beginning of an HDF5 file. */
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
const isHdf5 = (bytes: Uint8Array): boolean => HDF5.every((byte, i) => bytes[i] === byte)

/** Returns whether a file may be a Keras model: a `.keras` archive, or HDF5. */
export const isKeras = (bytes: Uint8Array): boolean => isZip(bytes) || isHdf5(bytes)

/** A saved model: its configuration, and the weights of its layers. */
export interface KerasFile {
  readonly config: unknown
  /** Major version of the Keras that wrote the file; 1 if the file does not say. */
  readonly version: number
  /**
   * Returns the weights of a layer in Keras' order.
   * @param name Name of the layer, which HDF5 files use.
   * @param paths Paths below `layers`, which archives use: class and number of the layer, then its parts.
   */
  weights(name: string, paths: readonly string[]): readonly Tensor[]
}

/**
 * Reads a model that `model.save` wrote: `.keras` (an archive with `config.json` and `model.weights.h5`) or `.h5`. The
 * layout follows Keras' sources `saving_lib.py` and `legacy_h5_format.py`. Reads datasets only on request; `carefully`
 * turns exceptions of the HDF5 reader on damaged files into a problem.
 */
export const readKeras = (bytes: Uint8Array): KerasFile => (isZip(bytes) ? fromArchive(openZip(bytes)) : fromHdf5(opened(bytes)))

/** Runs work on a Keras file, and turns every exception into an ImportError. */
export function carefully<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ImportError) throw error
    if (error instanceof ArchiveError) throw new ImportError(error.problem)
    return unreadable('keras-broken')
  }
}

function fromArchive(files: ReadonlyMap<string, ArchivedFile>): KerasFile {
  const [config, weights] = [files.get('config.json'), files.get('model.weights.h5')]
  if (!config || !weights) return unreadable('keras-config')
  if (config.size > limits.importHeader) over('import-header-over', { limit: limits.importHeader, got: config.size })
  const file = opened(weights.read())
  const root = file.keys.some((key) => key.startsWith('_layer_checkpoint_dependencies')) ? '_layer_checkpoint_dependencies' : 'layers'
  return {
    config: parsed(new TextDecoder('utf-8').decode(config.read())),
    version: versionIn(metadata(files.get('metadata.json'))),
    weights: (_name, paths) =>
      paths.flatMap((path) => {
        // On Windows, Keras 2.12 to 3.0 wrote backslashes, which HDF5 does not treat as separators.
        const whole = `${root}/${path}`
        const group = found(file, `${whole}/vars`) ?? found(file, `${whole.replaceAll('/', '\\')}/vars`)
        if (!group || !('keys' in group)) return unreadable('import-part-missing', { name: path })
        return group.keys.map((_, i) => tensor(found(group, String(i)), path))
      }),
  }
}

function fromHdf5(file: Group): KerasFile {
  const config = text(file.attrs.model_config)
  const weights = found(file, 'model_weights')
  if (config === undefined || !weights || !('keys' in weights)) return unreadable('keras-config')
  return {
    config: parsed(config),
    version: versionIn(file.attrs.keras_version),
    weights(name) {
      const group = found(weights, name)
      const names = group && 'keys' in group ? weightNames(group.attrs) : undefined
      if (!group || !('keys' in group) || !names) return unreadable('import-part-missing', { name: name.slice(0, 100) })
      return names.map((one) => tensor(found(group, text(one) ?? ''), name))
    },
  }
}

/** Returns the names of a layer's weights. Lists too long for one attribute are split into `weight_names0`, … */
function weightNames(attrs: Group['attrs']): readonly unknown[] | undefined {
  const list = (key: string): readonly unknown[] | undefined => (Array.isArray(attrs[key]) ? attrs[key] : undefined)
  let names = list('weight_names')
  for (let i = 0, more = list('weight_names0'); more; more = list(`weight_names${++i}`)) names = [...(names ?? []), ...more]
  return names
}

/** Returns the Keras version in the metadata of an archive; undefined if it cannot be read. */
function metadata(file: ArchivedFile | undefined): unknown {
  if (!file || file.size > limits.importHeader) return undefined
  const value = parsed(new TextDecoder('utf-8').decode(file.read()))
  return isObject(value) ? value.keras_version : undefined
}

const versionIn = (value: unknown): number => Number(/^\d+/.exec(text(value) ?? '')?.[0] ?? 1)

function opened(bytes: Uint8Array): Group {
  if (!isHdf5(bytes)) return unreadable('keras-broken')
  return new File(bytes.slice().buffer, '')
}

function parsed(json: string): unknown {
  if (json.length > limits.importHeader) over('import-header-over', { limit: limits.importHeader, got: json.length })
  return JSON.parse(json)
}

/** Returns a text without the NULs that pad texts of fixed length; undefined for other values. */
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.replace(/\0+$/, '') : undefined)

function found(group: Group, path: string): Group | Dataset | undefined {
  try {
    return group.get(path) ?? undefined
  } catch {
    return undefined
  }
}

/** Reads the numbers of a dataset, after checking its shape against the limits. */
function tensor(dataset: Group | Dataset | undefined, name: string): Tensor {
  if (!dataset || !('shape' in dataset)) return unreadable('import-part-missing', { name: name.slice(0, 100) })
  const { shape, dtype } = dataset
  if (shape.length > 4 || shape.some((n) => !Number.isSafeInteger(n) || n < 0)) return unreadable('keras-broken')
  const count = shape.reduce((product, n) => product * n, 1)
  if (count > limits.parameters) over('import-numbers-over', { limit: limits.parameters, got: count })
  if (typeof dtype !== 'string' || !/^[<>]f[248]$/.test(dtype))
    return unreadable('import-number-type', { name: name.slice(0, 100), got: String(dtype).slice(0, 20) })
  const values = Float64Array.from(dataset.value)
  if (values.length !== count) return unreadable('keras-broken')
  return { shape, values }
}
