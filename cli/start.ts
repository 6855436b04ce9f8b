/** Where training begins: with weights that are drawn anew, or with those that the document stores. */
export type Start = 'new' | 'stored'
export const STARTS = { takes: 'choice', choices: ['new', 'stored'] satisfies readonly Start[] } as const
