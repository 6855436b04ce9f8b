import { create } from 'zustand'

/** A sentence for the person: a key of the language files and its values. */
export interface Notice {
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
  /** Counts the notices, so that the same one twice shows twice. */
  readonly turn: number
}

interface Notices {
  readonly notice: Notice | undefined
}

export const useNotice = create<Notices>(() => ({ notice: undefined }))

/** Shows why a gesture did nothing, or what it did where nobody can see it; the sentence leaves by itself. */
export const notify = (key: string, values: Notice['values'] = {}): void =>
  useNotice.setState(({ notice }) => ({ notice: { key, values, turn: (notice?.turn ?? 0) + 1 } }))
