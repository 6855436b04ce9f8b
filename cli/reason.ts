/** Returns the system's error code, such as `EACCES`, or the error's message. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.message : String(error)
