import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface StartArguments {
  /** Documents to open, as absolute paths. */
  readonly documents: readonly string[]
  /** An example to open, by its file's name. */
  readonly example: string | null
}

/**
 * What the program was started with.
 * @param argv Everything after the executable.
 * @param folder Folder to which relative paths belong.
 * @param packaged In development the first word is the application's own folder, and a driver may load itself with -r.
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
  const documents = (packaged ? words : words.slice(1)).map((word) => {
    if (word.startsWith('file:') && URL.canParse(word)) return fileURLToPath(word)
    return isAbsolute(word) ? word : resolve(folder, word)
  })
  return { documents, example }
}
