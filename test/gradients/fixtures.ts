import { readFileSync, readdirSync } from 'node:fs'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'

export interface Expected {
  readonly horizon?: number
  readonly every?: number
  readonly loss?: number
  readonly outputs?: readonly Record<string, number[][]>[]
  readonly gradients: Record<string, { shape: number[]; data: number[] }>
}

const file = (name: string, end: string): string => readFileSync(new URL(`../fixtures/${name}${end}`, import.meta.url), 'utf8')

/** Documents of versions 1 and 2, with gradients that an independent implementation computed. */
export const goldenNames = ['gradients', 'gradients-next'].flatMap((folder) =>
  readdirSync(new URL(`../fixtures/${folder}/`, import.meta.url))
    .filter((f) => f.endsWith('.unfold'))
    .map((f) => `${folder}/${f.slice(0, -7)}`),
)

export function goldenDocument(name: string): GraphDocument {
  const { document, errors } = parseDocument(file(name, '.unfold'), registry)
  if (!document) throw new Error(errors.map(({ message }) => message).join('\n'))
  return document
}

export const goldenGradients = (name: string): Record<string, Expected> => JSON.parse(file(name, '.expected.json')) as Record<string, Expected>
