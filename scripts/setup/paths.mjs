import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** @param {...string} parts Path inside the repository. */
export const fromRoot = (...parts) => join(root, ...parts)

/** Prints a line to standard error, because standard output is for the results of commands. @param {string} message */
export const say = (message) => void process.stderr.write(`${message}\n`)
