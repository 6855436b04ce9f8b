import { documentEn } from './document.en'

/**
 * What the engine says to people, in English; `ja.ts` has the same keys.
 * Form: expected X, got Y; names things by id; ends with the cure.
 */
export const en = {
  ...documentEn,
} as const

export type MessageKey = keyof typeof en
