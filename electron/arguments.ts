import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface StartArguments {
  /** Absolute paths of documents to open. */
  readonly documents: readonly string[]
  /** File name of an example to open. */
  readonly example: string | null
  /** Arguments that cannot be a path on this computer. */
  readonly unreadable: readonly string[]
}

/**
 * Parses the command line of the app.
 * @param argv Everything after the executable.
 * @param folder Folder that relative paths start from.
 * @param packaged In development the first argument is the app's own folder, and a test driver may load itself with -r.
 */
export function parseArguments(argv: readonly string[], folder: string, packaged: boolean): StartArguments {
  let example: string | null = null
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word.startsWith('--example=')) example = word.slice('--example='.length)
    else if (word === '-r' || word === '--require') i++
    else if (!word.startsWith('-') && word !== '') words.push(word)
  }
  const documents: string[] = []
  const unreadable: string[] = []
  for (const word of packaged ? words : words.slice(1)) {
    const path = pathOf(word, folder)
    if (path === null) unreadable.push(word)
    else documents.push(path)
  }
  return { documents, example, unreadable }
}

function pathOf(word: string, folder: string): string | null {
  if (!word.startsWith('file:')) return word.includes('\0') ? null : isAbsolute(word) ? word : resolve(folder, word)
  try {
    return fileURLToPath(word)
  } catch {
    // Invalid UTF-8, a file URL with another host, or an encoded slash in a name.
    return null
  }
}
