import { constant } from './constant'
import { glorotNormal, glorotUniform, heNormal, lecunNormal } from './fans'
import { identity } from './identity'
import type { InitializerKind } from './initializer'
import { normal } from './normal'
import { orthogonal } from './orthogonal'
import { uniform } from './uniform'

/** The initializers by their `kind` in a document, in the order of menus. */
export const initializers = {
  'glorot-uniform': glorotUniform,
  'glorot-normal': glorotNormal,
  'he-normal': heNormal,
  'lecun-normal': lecunNormal,
  orthogonal,
  identity,
  uniform,
  normal,
  constant,
} as const satisfies Readonly<Record<string, InitializerKind>>
