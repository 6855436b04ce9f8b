import { networkEn } from './network.en'

/**
 * What the engine says to people, in English; `ja.ts` has the same keys.
 * Form: expected X, got Y; names things by id; ends with the cure.
 */
export const en = {
  ...networkEn,
  'json-invalid': 'Expected JSON, got text that ends to be JSON at line {line}, column {column}. Mend the file there or restore an earlier copy.',
} as const

export type MessageKey = keyof typeof en
