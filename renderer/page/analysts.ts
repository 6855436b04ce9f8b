/** An exported page is one file with one thread, in which analyses and training alternate. */
export const makeAnalystHost = (): undefined => undefined
